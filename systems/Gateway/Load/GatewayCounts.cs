namespace Millrace.Gateway.Load;

/// <summary>What the clients count beside their operations.</summary>
internal static class GatewayCounts
{
    public const string Misrouted = "misrouted";
    public const string Unreadable = "unreadable";
    public const string Evicted = "evicted";
    public const string Reordered = "reordered";
    public const string CorruptedCopies = "corrupted-copies";

    /// <summary>Members that never read and were still connected at the end of the run.</summary>
    public const string SlowKept = "slow-kept";

    public static IReadOnlyList<string> All { get; } = [Misrouted, Unreadable, Evicted, Reordered, CorruptedCopies, SlowKept];
}
