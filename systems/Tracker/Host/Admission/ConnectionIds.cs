using System.Buffers.Binary;
using System.Security.Cryptography;
using Millrace.Shards;

namespace Millrace.Tracker.Host.Admission;

/// <summary>
/// Connection ids that need no memory: 16 bits of time in seconds, then 48 bits of a keyed hash over that time and the address they were sent to. Whoever shows one gets
/// what is sent to that address, and did so within the last two minutes (BEP 15). Used by one thread.
/// </summary>
/// <remarks>
/// The key changes every hour and is derived from the secret and the hour alone, so that trackers which share the secret and roughly the time accept each other's ids. An id
/// is judged by the key of the hour it was made in: the current one, the one before, or, within the skew, the next. A guess is right once in 2^48. The port is not part of it,
/// because address translators change it.
/// </remarks>
internal sealed class ConnectionIds(byte[] secret)
{
    /// <summary>How long an id is good for, in seconds. Source: BEP 15.</summary>
    public const int LifetimeSeconds = 120;

    /// <summary>How far the clock of another tracker with the same secret may be ahead, in seconds.</summary>
    public const int SkewSeconds = 5;

    private const int EpochSeconds = 3600;
    private const int StampShift = 48;

    private long _epoch = long.MinValue;
    private SipHashKey _previous;
    private SipHashKey _current;
    private SipHashKey _next;

    /// <summary>An id for whoever gets what is sent to an address.</summary>
    /// <param name="to">The address.</param>
    /// <param name="now">The time, in seconds since 1970.</param>
    public ulong Issue(in UdpAddress to, long now) => Make(to, now, now);

    /// <summary>True for an id that was issued to that address within the last two minutes, or that was within the skew after now. Takes the same time for every wrong hash.</summary>
    public bool Accepts(ulong id, in UdpAddress from, long now)
    {
        ushort stamp = (ushort)(id >> StampShift);
        int age = (ushort)((ushort)now - stamp);
        if (age > LifetimeSeconds)
        {
            age -= 1 << 16; // ahead of us
            if (age < -SkewSeconds)
            {
                return false;
            }
        }

        return Make(from, now - age, now) == id;
    }

    private ulong Make(in UdpAddress address, long stamp, long now)
    {
        ushort half = (ushort)stamp;
        return ((ulong)half << StampShift) | (SipHash.Hash(KeyOf(stamp, now), address.High, address.Low, half) >> (64 - StampShift));
    }

    private ref readonly SipHashKey KeyOf(long stamp, long now)
    {
        long epoch = now / EpochSeconds;
        if (epoch != _epoch)
        {
            _epoch = epoch;
            (_previous, _current, _next) = (Derive(epoch - 1), Derive(epoch), Derive(epoch + 1));
        }

        long of = stamp / EpochSeconds;
        return ref of == epoch ? ref _current : ref of < epoch ? ref _previous : ref _next;
    }

    private SipHashKey Derive(long epoch)
    {
        Span<byte> input = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(input, epoch);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, input, mac);
        return SipHashKey.Read(mac);
    }
}
