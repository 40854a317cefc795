namespace Millrace.Engine.Profiling;

/// <summary>The part of a sampling that counts.</summary>
/// <param name="From">Its first tick, of <see cref="Millrace.Shards.Shard.Now"/>.</param>
/// <param name="Until">Its last tick.</param>
/// <param name="CpuSeconds">Processor time of the whole process in it; null where it is unknown.</param>
internal readonly record struct SampledSpan(long From, long Until, double? CpuSeconds);
