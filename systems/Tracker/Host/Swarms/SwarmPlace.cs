using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>Where a swarm belongs, all of it from one keyed hash of its name: 6 bits for the stripe, 6 for the table in it, 16 for the place in the table.</summary>
internal readonly struct SwarmPlace
{
    /// <summary>Parts of a table, each with a lock.</summary>
    public const int Stripes = 64;

    /// <summary>Hash tables in a stripe.</summary>
    public const int Maps = 64;

    private readonly ulong _hash;

    public SwarmPlace(in InfoHash hash, in SipKey key) => _hash = key.Hash(hash.A, hash.B, hash.C | (20UL << 56));

    /// <summary>The stripe.</summary>
    public int Stripe => (int)(_hash >> 58);

    /// <summary>The table in it.</summary>
    public int Map => (int)(_hash >> 52) & (Maps - 1);

    /// <summary>What the table knows it by.</summary>
    public ushort Tag => (ushort)_hash;
}
