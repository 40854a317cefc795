namespace Millrace.Tracker.Load.Plans;

/// <summary>Numbers that look random and follow from others: the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
internal static class Mixing
{
    private const ulong Golden = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Member <paramref name="n"/> of the sequence that belongs to a key.</summary>
    public static ulong Of(ulong key, ulong n)
    {
        ulong x = key + ((n + 1) * Golden);
        x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB;
        return x ^ (x >> 31);
    }

    /// <summary>The same as a number from 0 up to 1, exclusive.</summary>
    public static double UnitOf(ulong key, ulong n) => (Of(key, n) >> 11) * (1.0 / (1UL << 53));
}
