namespace Millrace.Results;

/// <summary>One bucket that holds values: its inclusive edges in microseconds, its count, and the count up to its upper edge.</summary>
public readonly record struct HistogramBucket(long LowestUs, long HighestUs, long Count, long CumulativeCount);
