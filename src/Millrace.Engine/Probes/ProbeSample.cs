namespace Millrace.Engine.Probes;

/// <summary>One look at both sides. <see cref="At"/> is a timestamp of the lab's monotonic clock.</summary>
public sealed record ProbeSample
{
    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>The target's process; null where it is not on this machine, is not known, or is down.</summary>
    public ProcessPoint? Target { get; init; }

    /// <summary>This process.</summary>
    public required ProcessPoint Generator { get; init; }
}
