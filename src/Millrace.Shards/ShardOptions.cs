namespace Millrace.Shards;

/// <summary>How a shard is started.</summary>
public sealed record ShardOptions
{
    /// <summary>The thread's name, as a debugger shows it.</summary>
    public string Name { get; init; } = "shard";

    /// <summary>The event loop to use.</summary>
    public ShardKind Kind { get; init; } = ShardKind.Auto;

    /// <summary>The processor to pin the thread to, or null to leave it free. Linux only; ignored elsewhere.</summary>
    public int? Cpu { get; init; }
}
