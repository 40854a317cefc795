using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>
/// What a swarm's block begins with, 32 bytes. In a small swarm its peers follow: the leechers, then the seeders, without gaps. In a large one <see cref="LargeSwarm"/> goes on.
/// </summary>
internal struct SwarmHeader
{
    public const int Bytes = 32;

    private const uint CountMask = 0x00FF_FFFF;
    private const int ClassShift = 24;
    private const uint LargeClass = 0xFF;

    private ulong _a;
    private ulong _b;
    private uint _c;

    /// <summary>Times that a leecher became a seeder.</summary>
    public uint Completed;

    private uint _leechers;

    // A swarm has at most 1,000,000 peers, so the highest byte is free for the block's size class.
    private uint _seedersAndClass;

    public SwarmHeader(in InfoHash hash)
    {
        _a = hash.A;
        _b = hash.B;
        _c = hash.C;
    }

    /// <summary>The swarm's name.</summary>
    public readonly InfoHash InfoHash => new(_a, _b, _c);

    /// <summary>Peers that still have something to get.</summary>
    public int Leechers
    {
        readonly get => (int)_leechers;
        set => _leechers = (uint)value;
    }

    /// <summary>Peers that have everything.</summary>
    public int Seeders
    {
        readonly get => (int)(_seedersAndClass & CountMask);
        set => _seedersAndClass = (_seedersAndClass & ~CountMask) | (uint)value;
    }

    /// <summary>All peers.</summary>
    public readonly int Peers => Leechers + Seeders;

    /// <summary>True where the peers lie apart and have an index.</summary>
    public readonly bool IsLarge => _seedersAndClass >> ClassShift == LargeClass;

    /// <summary>The size of a small swarm's block: <see cref="Memory.SizeClasses"/>.</summary>
    public int SizeClass
    {
        readonly get => (int)(_seedersAndClass >> ClassShift);
        set => _seedersAndClass = (_seedersAndClass & CountMask) | ((uint)value << ClassShift);
    }

    /// <summary>Says that this is the head of a <see cref="LargeSwarm"/>.</summary>
    public void BecomeLarge() => SizeClass = (int)LargeClass;

    /// <summary>True where this is the swarm of that name.</summary>
    public readonly bool Is(in InfoHash hash) => _a == hash.A && _b == hash.B && _c == hash.C;
}
