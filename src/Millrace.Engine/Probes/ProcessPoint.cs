namespace Millrace.Engine.Probes;

/// <summary>A process at one moment; what was not measured is null.</summary>
public sealed record ProcessPoint
{
    /// <summary>The process; another one after a restart.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Processor seconds since it was first watched, over restarts.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Processor use since the point before, 100 being one core; null where that was too short ago to tell.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Resident memory.</summary>
    public long? RssBytes { get; init; }

    /// <summary>Threads.</summary>
    public int? Threads { get; init; }

    /// <summary>Open descriptors.</summary>
    public int? Descriptors { get; init; }

    /// <summary>True while it is stopped by a signal.</summary>
    public bool Stopped { get; init; }

    /// <summary>Its .NET runtime's counts since it was first watched, over restarts.</summary>
    public RuntimePoint? Runtime { get; init; }
}
