namespace Millrace.Engine.Running;

/// <summary>Which of the generator's threads one is, and the processor it is pinned to.</summary>
internal sealed record ShardPlace(int Index, int Count, int? Cpu);
