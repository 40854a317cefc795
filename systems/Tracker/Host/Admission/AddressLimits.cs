using System.Numerics;
using Millrace.Shards;

namespace Millrace.Tracker.Host.Admission;

/// <summary>
/// How many answers an address gets: a token bucket for each IPv4 address and each IPv6 /64 network, of which one client commonly owns all. The table has a fixed size and
/// never grows, however many addresses a stranger makes up. Used by one thread.
/// </summary>
/// <remarks>
/// A place is a set of four entries, chosen by a keyed hash. Where all four are taken by others, the one that has used least of its share goes: it loses least by starting
/// anew. So a flood from more addresses than there are entries weakens the limit of each, and cannot tighten it for anyone.
/// An entry holds the time at which its bucket is full again (GCRA), which is all that there is to a bucket.
/// </remarks>
internal sealed class AddressLimits
{
    private const int Ways = 4;

    private readonly Entry[]? _entries;
    private readonly SipHashKey _key;
    private readonly ulong _sets;
    private readonly long _cost;
    private readonly long _burst;

    /// <summary>Limits to <paramref name="rate"/> a second and <paramref name="burst"/> at once; a rate of 0 does not limit and takes no memory.</summary>
    public AddressLimits(double rate, int burst, int size, long ticksPerSecond, SipHashKey key)
    {
        if (rate <= 0)
        {
            return;
        }

        _key = key;
        _cost = Math.Max(1, (long)(ticksPerSecond / rate));
        _burst = _cost * burst;
        _entries = new Entry[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, Ways))];
        _sets = (ulong)(_entries.Length / Ways) - 1;
    }

    /// <summary>Takes one answer from what the address has left; false where that is nothing.</summary>
    /// <param name="address">Who asks.</param>
    /// <param name="now">A monotonic time in ticks, above 0.</param>
    public bool TryTake(in UdpAddress address, long now)
    {
        if (_entries is null)
        {
            return true;
        }

        ulong hash = SipHash.Hash(_key, address.IsIPv4 ? address.Low : address.High);
        Span<Entry> set = _entries.AsSpan((int)(hash & _sets) * Ways, Ways);
        ref Entry entry = ref Find(set, hash);
        long full = Math.Max(entry.FullAt, now) + _cost;
        if (full - now > _burst)
        {
            return false;
        }

        entry.FullAt = full;
        return true;
    }

    private static ref Entry Find(Span<Entry> set, ulong hash)
    {
        ref Entry least = ref set[0];
        for (int i = 0; i < set.Length; i++)
        {
            ref Entry entry = ref set[i];
            if (entry.Hash == hash)
            {
                return ref entry;
            }

            if (entry.FullAt < least.FullAt)
            {
                least = ref entry;
            }
        }

        least = new Entry { Hash = hash };
        return ref least;
    }

    private struct Entry
    {
        /// <summary>The whole hash stands for the address: two that share it, one pair in 2^64, share a bucket.</summary>
        public ulong Hash;

        /// <summary>When the bucket is full again; 0 for a place that nobody has.</summary>
        public long FullAt;
    }
}
