namespace Millrace.Bench.Amqp.Measuring;

/// <summary>In microseconds.</summary>
internal readonly record struct Percentiles(int P50, int P99, int P999, int Max);
