using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Millrace.WebSockets.Frames;

/// <summary>Masking, RFC 6455 section 5.3: byte i is XORed with byte i mod 4 of the key. Its own inverse.</summary>
internal static class FrameMask
{
    // Keys must not be predictable by whoever writes the payload (cache poisoning, section 10.3), and one call of the system's
    // generator per frame is too slow: each thread draws a batch.
    [ThreadStatic]
    private static uint[]? t_keys;

    [ThreadStatic]
    private static int t_used;

    /// <summary>A fresh key, in memory order.</summary>
    public static uint NewKey()
    {
        uint[] keys = t_keys ??= new uint[256];
        if (t_used == 0)
        {
            RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(keys.AsSpan()));
            t_used = keys.Length;
        }

        return keys[--t_used];
    }

    /// <summary>Masks or unmasks in place; <paramref name="phase"/> is the index of the first byte within the frame's payload.</summary>
    public static void Apply(Span<byte> payload, uint key, int phase = 0)
    {
        int shift = (phase & 3) * 8;
        key = BitConverter.IsLittleEndian ? BitOperations.RotateRight(key, shift) : BitOperations.RotateLeft(key, shift);
        if (payload.Length >= Vector<byte>.Count)
        {
            Span<Vector<uint>> wide = MemoryMarshal.Cast<byte, Vector<uint>>(payload);
            var wideKey = new Vector<uint>(key);
            for (int i = 0; i < wide.Length; i++)
            {
                wide[i] ^= wideKey;
            }

            payload = payload[(wide.Length * Vector<byte>.Count)..];
        }

        Span<uint> words = MemoryMarshal.Cast<byte, uint>(payload);
        for (int i = 0; i < words.Length; i++)
        {
            words[i] ^= key;
        }

        payload = payload[(words.Length * 4)..];
        ReadOnlySpan<byte> tail = MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in key));
        for (int i = 0; i < payload.Length; i++)
        {
            payload[i] ^= tail[i];
        }
    }
}
