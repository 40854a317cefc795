namespace Millrace.Faults;

/// <summary>
/// Derives the seeds of all that is drawn: from the proxy's seed, the connection's number, the fault's name and what is drawn for. So no two connections share a sequence, and none
/// depends on what others do.
/// </summary>
internal static class ProxyChance
{
    private const ulong Prime = 0x0000_0100_0000_01B3;
    private const ulong Offset = 0xCBF2_9CE4_8422_2325;

    /// <summary>A proxy's seed, where it has none of its own.</summary>
    public static long SeedOf(long server, string proxy) => (long)Mix(Add(Add(Offset, (ulong)server), proxy));

    /// <summary>The chance of one fault on one connection, for one purpose.</summary>
    public static Random Of(long seed, long connection, string fault, string purpose) =>
        new((int)(Mix(Add(Add(Add(Add(Offset, (ulong)seed), (ulong)connection), fault), purpose)) >> 33));

    // FNV-1a over the bytes, then the finish of SplitMix64, which spreads neighbours.
    private static ulong Add(ulong hash, ulong value)
    {
        for (int i = 0; i < 8; i++, value >>= 8) { hash = (hash ^ (byte)value) * Prime; }
        return hash;
    }

    private static ulong Add(ulong hash, string text)
    {
        foreach (char c in text) { hash = (hash ^ c) * Prime; }
        return (hash ^ 0xFF) * Prime;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
