namespace Millrace.Faults;

/// <summary>One fault on one target: injected once, then lifted once. Lifting must be safe after a failed or cancelled injection.</summary>
public abstract class FaultInstance
{
    /// <summary>Makes the fault happen; it holds when this completes. Throws <see cref="FaultException"/> where it cannot.</summary>
    public abstract ValueTask InjectAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Ends the fault; what it kept back flows again when this completes. Where <paramref name="runEnded"/> is set, the target is only
    /// put right (resumed), not brought back for more load (restarted). True where the target works as before the fault.
    /// </summary>
    public abstract ValueTask<bool> LiftAsync(bool runEnded, CancellationToken cancellationToken);
}
