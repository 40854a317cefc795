using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>
/// A key of SipHash-1-3 (Aumasson and Bernstein, 2012; the short form that several languages' hash tables use). Info hashes and addresses are chosen by strangers: without the
/// key nobody can choose many that fall together, which would turn a table into a list.
/// </summary>
/// <param name="K0">The first 8 bytes, little-endian.</param>
/// <param name="K1">The last 8 bytes, little-endian.</param>
internal readonly record struct SipKey(ulong K0, ulong K1)
{
    /// <summary>A key that nobody knows.</summary>
    public static SipKey Create()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    /// <summary>The hash of a message below 8 bytes, its length in the highest byte of <paramref name="last"/>.</summary>
    public ulong Hash(ulong last)
    {
        Start(out ulong a, out ulong b, out ulong c, out ulong d);
        Take(last, ref a, ref b, ref c, ref d);
        return Finish(a, b, c, d);
    }

    /// <summary>The hash of a message of 16 to 23 bytes, its length in the highest byte of <paramref name="last"/>.</summary>
    public ulong Hash(ulong first, ulong second, ulong last)
    {
        Start(out ulong a, out ulong b, out ulong c, out ulong d);
        Take(first, ref a, ref b, ref c, ref d);
        Take(second, ref a, ref b, ref c, ref d);
        Take(last, ref a, ref b, ref c, ref d);
        return Finish(a, b, c, d);
    }

    private void Start(out ulong a, out ulong b, out ulong c, out ulong d)
    {
        a = K0 ^ 0x736F_6D65_7073_6575;
        b = K1 ^ 0x646F_7261_6E64_6F6D;
        c = K0 ^ 0x6C79_6765_6E65_7261;
        d = K1 ^ 0x7465_6462_7974_6573;
    }

    private static void Take(ulong word, ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        d ^= word;
        Round(ref a, ref b, ref c, ref d);
        a ^= word;
    }

    private static ulong Finish(ulong a, ulong b, ulong c, ulong d)
    {
        c ^= 0xFF;
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        Round(ref a, ref b, ref c, ref d);
        return a ^ b ^ c ^ d;
    }

    private static void Round(ref ulong a, ref ulong b, ref ulong c, ref ulong d)
    {
        a += b;
        c += d;
        b = BitOperations.RotateLeft(b, 13) ^ a;
        d = BitOperations.RotateLeft(d, 16) ^ c;
        a = BitOperations.RotateLeft(a, 32) + d;
        c += b;
        d = BitOperations.RotateLeft(d, 21) ^ a;
        b = BitOperations.RotateLeft(b, 17) ^ c;
        c = BitOperations.RotateLeft(c, 32);
    }
}
