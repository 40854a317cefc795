namespace Millrace.Results;

/// <summary>What a process used while it was observed; what could not be observed is absent.</summary>
public sealed record ProcessUsage
{
    /// <summary>Mean processor use over the measured phases; 100 is one core.</summary>
    public double? CpuPercentMean { get; init; }

    /// <summary>The busiest second; 100 is one core.</summary>
    public double? CpuPercentMax { get; init; }

    /// <summary>Processor time over the measured phases.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Resident memory before the first client connected.</summary>
    public long? RssBytesStart { get; init; }

    /// <summary>The most resident memory seen.</summary>
    public long? RssBytesMax { get; init; }

    /// <summary>Resident memory after the drain.</summary>
    public long? RssBytesEnd { get; init; }

    /// <summary>The most threads seen.</summary>
    public int? ThreadsMax { get; init; }

    /// <summary>The most open descriptors seen.</summary>
    public int? DescriptorsMax { get; init; }

    /// <summary>The .NET runtime's own figures; absent for other processes.</summary>
    public RuntimeUsage? Runtime { get; init; }
}

/// <summary>What a .NET runtime reported of itself over the measured phases.</summary>
public sealed record RuntimeUsage
{
    /// <summary>Collections of generation 0.</summary>
    public long? Gen0Collections { get; init; }

    /// <summary>Collections of generation 1.</summary>
    public long? Gen1Collections { get; init; }

    /// <summary>Collections of generation 2.</summary>
    public long? Gen2Collections { get; init; }

    /// <summary>All pauses together.</summary>
    public double? GcPauseMsTotal { get; init; }

    /// <summary>The longest pause.</summary>
    public double? GcPauseMsMax { get; init; }

    /// <summary>The largest heap seen.</summary>
    public long? HeapBytesMax { get; init; }

    /// <summary>The heap after the drain.</summary>
    public long? HeapBytesEnd { get; init; }

    /// <summary>What was alive in the heap at the last collection; absent where there was none.</summary>
    public long? HeapLiveBytes { get; init; }

    /// <summary>Bytes allocated.</summary>
    public long? AllocatedBytes { get; init; }
}
