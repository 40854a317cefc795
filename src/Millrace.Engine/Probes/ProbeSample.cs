namespace Millrace.Engine.Probes;

/// <summary>One look at all sides. <see cref="At"/> is a timestamp of the lab's monotonic clock.</summary>
public sealed record ProbeSample
{
    /// <summary>When.</summary>
    public required long At { get; init; }

    /// <summary>The target's process; null where it is not on this machine, is not known, or is down.</summary>
    public ProcessPoint? Target { get; init; }

    /// <summary>The target's companions, in their order; null for one that is down.</summary>
    public IReadOnlyList<ProcessPoint?> Companions { get; init; } = [];

    /// <summary>The process that carries out the load, where that is not this one; null where there is none or it has ended.</summary>
    public ProcessPoint? Subject { get; init; }

    /// <summary>This process.</summary>
    public required ProcessPoint Generator { get; init; }
}
