namespace Millrace.Engine.Profiling;

/// <summary>One sampled allocation, which stands for the bytes that were allocated since the last one (about 100 KB).</summary>
/// <param name="Type">The type of the object.</param>
/// <param name="Bytes">What it stands for.</param>
/// <param name="Frames">Who allocated, the innermost first.</param>
internal sealed record AllocationSample(string Type, long Bytes, IReadOnlyList<CodeFrame> Frames);
