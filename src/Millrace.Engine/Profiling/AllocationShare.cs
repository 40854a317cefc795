namespace Millrace.Engine.Profiling;

/// <summary>What was allocated of one type at one place.</summary>
/// <param name="Type">The type.</param>
/// <param name="Place">Who allocated it.</param>
/// <param name="Samples">How many samples that rests on.</param>
/// <param name="Bytes">About how many bytes.</param>
internal sealed record AllocationShare(string Type, string Place, long Samples, long Bytes);
