namespace Millrace.Engine.Probes;

/// <summary>One look at a process; what the system does not tell is null.</summary>
public sealed record ProcessReading
{
    /// <summary>Processor time since the process began, user and kernel.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>Resident memory.</summary>
    public long? RssBytes { get; init; }

    /// <summary>The most resident memory since the process began.</summary>
    public long? RssPeakBytes { get; init; }

    /// <summary>Threads.</summary>
    public int? Threads { get; init; }

    /// <summary>Open descriptors.</summary>
    public int? Descriptors { get; init; }

    /// <summary>True while it is stopped by a signal.</summary>
    public bool Stopped { get; init; }
}
