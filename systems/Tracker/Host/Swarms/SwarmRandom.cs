using System.Numerics;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>
/// Chance for the choice of peers: xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64. A value of a shard's own, so it costs neither a lock nor an object.
/// It is no secret: whom a tracker hands out is everybody's to know.
/// </summary>
internal struct SwarmRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>The same seed gives the same numbers.</summary>
    public SwarmRandom(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number from 0 to one less than <paramref name="count"/>. The bias is below count / 2^32 and 2^-8 for the largest swarms.</summary>
    public int Next(int count) => (int)(((Next() >> 32) * (ulong)count) >> 32);

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E37_79B9_7F4A_7C15;
        ulong z = (state ^ (state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
