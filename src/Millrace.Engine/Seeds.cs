namespace Millrace.Engine;

/// <summary>Derives independent seeds from one, by SplitMix64 (Steele, Lea and Flood, 2014).</summary>
internal static class Seeds
{
    public static long Of(long seed, long stream)
    {
        ulong z = unchecked((ulong)seed + ((ulong)(stream + 1) * 0x9E3779B97F4A7C15));
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return unchecked((long)(z ^ (z >> 31)));
    }

    /// <summary>A number in [0, 1) that depends on nothing but its arguments.</summary>
    public static double Unit(long seed, long stream) => (Of(seed, stream) >>> 11) * (1.0 / (1L << 53));
}
