namespace Millrace.Engine.Subjects;

/// <summary>
/// What a system's subject does: the library under measurement, driven by many tasks on the ordinary thread pool in a process of its own. Every member is called
/// once, in this order, but for <see cref="StepAsync"/>, which every task calls again and again.
/// </summary>
public interface ISubject : IAsyncDisposable
{
    /// <summary>
    /// Connects and prepares everything that the tasks need: nothing of it belongs to the load. Throws what keeps it from doing so, with what to do; then the run
    /// ends with these words.
    /// </summary>
    /// <param name="seat">What the run is to be.</param>
    /// <param name="meter">Takes what the subject records, from any thread.</param>
    /// <param name="cancellationToken">The run was called off.</param>
    Task ConnectAsync(SubjectSeat seat, SubjectMeter meter, CancellationToken cancellationToken);

    /// <summary>True while the library has a connection. Asked often, from any thread.</summary>
    bool IsConnected { get; }

    /// <summary>True while the target itself keeps the tasks from working and says so, such as a broker that blocks publishers: who waits then is not stuck. Asked like <see cref="IsConnected"/>.</summary>
    bool IsHeldBack => false;

    /// <summary>One iteration of one task. What it throws counts as one failure of the task and is told; the task goes on.</summary>
    ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until what the tasks began elsewhere (deliveries) has ended, and returns the time, in ticks, at which the last of it did; 0 where there is nothing of that
    /// kind. Cancelled when the run waits no longer.
    /// </summary>
    Task<long> SettleAsync(CancellationToken cancellationToken) => Task.FromResult(0L);

    /// <summary>The load is over and drained: ends what never came, checks the subject's own books and counts what they show.</summary>
    Task ReckonAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Removes what the subject made at its target, and closes its connections.</summary>
    Task CloseAsync(CancellationToken cancellationToken);

    /// <summary>What is known of the target and the library, for the run's labels: names and short texts, such as the product and version of a broker.</summary>
    IReadOnlyDictionary<string, string> Facts { get; }
}
