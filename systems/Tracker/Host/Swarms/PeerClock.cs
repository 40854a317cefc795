namespace Millrace.Tracker.Host.Swarms;

/// <summary>
/// When a peer was last heard of, in 15 bits beside one that says whether its completion has been counted. A tick is as long as it has to be for the 15 bits to span four peer ages:
/// a second up to 2.2 hours. The ticks come round, which is safe as long as each peer is looked at within two peer ages after its own is over; a peer that is not is kept for another turn at most.
/// </summary>
internal readonly struct PeerClock
{
    private const int Ticks = 1 << 15;
    private const int Future = Ticks - (Ticks / 4);

    private readonly int _ageTicks;

    public PeerClock(TimeSpan peerAge)
    {
        int seconds = (int)Math.Ceiling(peerAge.TotalSeconds);
        SecondsPerTick = (uint)(((4 * seconds) + Ticks - 1) / Ticks);
        _ageTicks = (int)((seconds + SecondsPerTick - 1) / SecondsPerTick);
    }

    /// <summary>Length of a tick.</summary>
    public uint SecondsPerTick { get; }

    /// <summary>The tick that a time belongs to.</summary>
    public int TickOf(uint now) => (int)(now / SecondsPerTick) & (Ticks - 1);

    /// <summary>The tick that lies so many seconds before a time, which may be before the clock's start.</summary>
    public int TickBefore(uint now, uint seconds) => (TickOf(now) - (int)((seconds + SecondsPerTick - 1) / SecondsPerTick)) & (Ticks - 1);

    /// <summary>What a peer keeps.</summary>
    public static ushort Stamp(int tick, bool isCounted) => (ushort)((tick << 1) | (isCounted ? 1 : 0));

    /// <summary>True where the peer's completion has been counted.</summary>
    public static bool IsCounted(ushort stamp) => (stamp & 1) != 0;

    /// <summary>Ticks since a peer was heard of; 0 where it was heard of a moment after <paramref name="tick"/>, as one shard's clock may be behind another's.</summary>
    public static int Age(ushort stamp, int tick)
    {
        int age = (tick - (stamp >> 1)) & (Ticks - 1);
        return age >= Future ? 0 : age;
    }

    /// <summary>True where the peer has been silent for longer than the peer age.</summary>
    public bool IsOver(ushort stamp, int tick) => Age(stamp, tick) > _ageTicks;
}
