namespace Millrace.Faults;

/// <summary>What faults hold of all connections of all proxies together, and how much one connection may hold therefore. Counted from several shards.</summary>
internal sealed class HeldBytes(int mostOfOne, long mostInAll)
{
    /// <summary>What each connection may always hold, so that a full house slows it and never stops it.</summary>
    private const int Always = 64 * 1024;

    private long _held;

    /// <summary>Bytes held now.</summary>
    public long Now => Interlocked.Read(ref _held);

    /// <summary>The most that one direction may hold.</summary>
    public int MostOfOne => mostOfOne;

    /// <summary>True where a direction that holds so much may take more.</summary>
    public bool MayHold(long held) => held < Always || (held < mostOfOne && Now < mostInAll);

    /// <summary>A direction holds so much more, or less.</summary>
    public void Change(long by) => Interlocked.Add(ref _held, by);
}
