using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Millrace.Tracker.Host.Admission;

/// <summary>
/// SipHash-2-4: a keyed hash of 64 bits for short inputs; without the key nobody can say which inputs collide, or find the hash of one. Source: Aumasson and Bernstein,
/// "SipHash: a fast short-input PRF", 2012.
/// </summary>
internal static class SipHash
{
    public static ulong Hash(in SipHashKey key, ReadOnlySpan<byte> data)
    {
        State state = new(key);
        ulong last = (ulong)data.Length << 56;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
        {
            state.Add(BinaryPrimitives.ReadUInt64LittleEndian(data));
        }

        for (int i = 0; i < data.Length; i++)
        {
            last |= (ulong)data[i] << (8 * i);
        }

        state.Add(last);
        return state.Finish();
    }

    /// <summary>The same of 8 bytes, given as a little-endian number.</summary>
    public static ulong Hash(in SipHashKey key, ulong word)
    {
        State state = new(key);
        state.Add(word);
        state.Add(8UL << 56);
        return state.Finish();
    }

    /// <summary>The same of 18 bytes: two little-endian numbers of 8 bytes and one of 2.</summary>
    public static ulong Hash(in SipHashKey key, ulong first, ulong second, ushort third)
    {
        State state = new(key);
        state.Add(first);
        state.Add(second);
        state.Add((18UL << 56) | third);
        return state.Finish();
    }

    private struct State
    {
        private ulong _v0;
        private ulong _v1;
        private ulong _v2;
        private ulong _v3;

        public State(in SipHashKey key)
        {
            _v0 = key.First ^ 0x736f_6d65_7073_6575;
            _v1 = key.Second ^ 0x646f_7261_6e64_6f6d;
            _v2 = key.First ^ 0x6c79_6765_6e65_7261;
            _v3 = key.Second ^ 0x7465_6462_7974_6573;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong Finish()
        {
            _v2 ^= 0xFF;
            Round();
            Round();
            Round();
            Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Round()
        {
            _v0 += _v1;
            _v2 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v1;
            _v0 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
