using Millrace.Tracker.Host.Snapshots;
using Millrace.Tracker.Host.Swarms.Memory;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>
/// The swarms of one family. Any thread may call any of its members. 64 stripes by a keyed hash of the swarm's name, each with a short lock, and in each 64 small hash tables, so nothing
/// that grows is ever large. No peer and no swarm is an object: all of them lie in native slabs, which go back to the system when they are empty.
/// A swarm is there for as long as it has a peer: what was counted of it (<c>completed</c>) is forgotten when the last one leaves.
/// </summary>
internal sealed class SwarmTable : IDisposable
{
    // How long a stripe's lock is held by expiry: some tens of microseconds where every peer is dropped.
    private const int PeersPerHold = 1024;

    /// <summary>Parts that <see cref="Copy"/> knows.</summary>
    public const int Parts = SwarmPlace.Stripes * SwarmPlace.Maps;

    /// <summary>Peers of a swarm that are copied under one hold of a lock: some tens of microseconds.</summary>
    public const int PeersPerPiece = 8192;

    /// <summary>Bytes that a piece takes at most.</summary>
    public static readonly int PieceBytes = SnapshotFormat.SwarmBytes + (PeersPerPiece * SnapshotFormat.PeerBytes(isIPv6: true));

    private readonly SwarmStripe[] _stripes = new SwarmStripe[SwarmPlace.Stripes];
    private readonly ChunkSource _chunks;
    private readonly SipKey _key;
    private readonly PeerClock _clock;
    private readonly long _ageSeconds;
    private readonly Lock _expiry = new();
    private ExpiryCursor _cursor;
    private long _rounds;

    /// <summary>An empty table.</summary>
    /// <param name="limits">How much it may hold, and for how long.</param>
    /// <param name="isIPv6">Which family it is of.</param>
    /// <param name="sipKey">The key of its hashes; null for one that nobody knows.</param>
    /// <param name="pages">Where memory comes from; null for the best that the system has.</param>
    public SwarmTable(SwarmLimits limits, bool isIPv6, SipKey? sipKey = null, PageSource? pages = null)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.ThrowIfWrong();
        if (!BitConverter.IsLittleEndian || !Environment.Is64BitProcess)
        {
            throw new PlatformNotSupportedException("The tracker's table needs a 64-bit little-endian machine (x64 or arm64). Run it on one of these.");
        }

        pages ??= PageSource.System;
        IsIPv6 = isIPv6;
        _key = sipKey ?? SipKey.Create();
        _clock = new(limits.PeerAge);
        _ageSeconds = (long)limits.PeerAge.TotalSeconds;
        _chunks = new(pages);
        SwarmBounds bounds = new(limits);
        for (int n = 0; n < _stripes.Length; n++)
        {
            _stripes[n] = isIPv6
                ? new PeerStripe<PeerIPv6>(bounds, _clock, _key, _chunks, pages)
                : new PeerStripe<PeerIPv4>(bounds, _clock, _key, _chunks, pages);
        }
    }

    /// <summary>True for the table of IPv6 peers.</summary>
    public bool IsIPv6 { get; }

    /// <summary>
    /// A peer says what it is, and is told of others: at random, all different, never itself, and only leechers where it is a seeder. A stopped peer is taken out and told of nobody.
    /// </summary>
    /// <param name="hash">The swarm.</param>
    /// <param name="peer">Who announces.</param>
    /// <param name="role">What it is now.</param>
    /// <param name="completed">True where it says that it has just got the last piece: counts for a new peer that is a seeder. One that was a leecher counts without saying so, once.</param>
    /// <param name="wanted">Peers at most.</param>
    /// <param name="now">Seconds on the server's own clock, which never goes back.</param>
    /// <param name="random">The caller's own.</param>
    /// <param name="peers">Where compact peers are written, as many whole ones as fit.</param>
    public SwarmAnswer Announce(
        in InfoHash hash, in PeerAddress peer, PeerRole role, bool completed, int wanted, uint now, ref SwarmRandom random, Span<byte> peers)
    {
        Announcement announcement = new()
        {
            Hash = hash,
            Place = new(in hash, in _key),
            Peer = peer,
            Role = role,
            IsCompleted = completed,
            Wanted = wanted,
            Tick = _clock.TickOf(now),
        };
        return _stripes[announcement.Place.Stripe].Announce(in announcement, ref random, peers);
    }

    /// <summary>
    /// The counts of a swarm; zeros for one that nobody is in. With its last peer a swarm is forgotten whole, its completions too: when somebody comes again, they are counted from 0.
    /// </summary>
    public ScrapeEntry Scrape(in InfoHash hash)
    {
        SwarmPlace place = new(in hash, in _key);
        return _stripes[place.Stripe].Scrape(in hash, place);
    }

    /// <summary>
    /// Looks at up to <paramref name="budget"/> peers (and places of tables, which count as one each) where the last call left off, at most once round the table, and drops
    /// those that have been silent for longer than the peer age. On its way it moves small swarms out of chunks that are mostly empty, so that memory goes back also where the swarms
    /// that have ended lay among others (parts of the index of swarms with hundreds of peers stay where they are). Returns how many that were. Every peer has to be looked at within two peer ages after its own is over.
    /// </summary>
    public int Expire(uint now, int budget)
    {
        int tick = _clock.TickOf(now);
        int dropped = 0;
        lock (_expiry)
        {
            for (int stripes = 0; budget > 0 && stripes <= _stripes.Length;)
            {
                int hold = Math.Min(budget, PeersPerHold);
                budget -= hold;
                dropped += _stripes[_cursor.Stripe].Expire(ref _cursor, tick, ref hold);
                budget += hold;
                if (_cursor.Map == SwarmPlace.Maps)
                {
                    _cursor.NextStripe(_stripes.Length);
                    stripes++;
                    Volatile.Write(ref _rounds, _rounds + (_cursor.Stripe == 0 ? 1 : 0));
                }
            }
        }

        return dropped;
    }

    /// <summary>
    /// Writes the swarms of a part, from 0 to one less than <see cref="Parts"/>, for a snapshot: all of them or, where there is not room, none. Holds a lock for as long as copying
    /// them takes, some microseconds. Swarms of more than <see cref="PeersPerPiece"/> peers are left out and added to <paramref name="larger"/>, for <see cref="CopyPiece"/>.
    /// </summary>
    public SwarmCopy Copy(int part, uint now, Span<byte> target, List<InfoHash> larger) =>
        _stripes[part / SwarmPlace.Maps].Copy(part % SwarmPlace.Maps, _clock.TickOf(now), target, larger);

    /// <summary>
    /// Writes a piece of a large swarm, as a swarm of the same name, and lets its lock go; <paramref name="target"/> has room for <see cref="PieceBytes"/>. Call it with int.MaxValue
    /// peers left first, then until none is left. Peers that come, go or change their role between the pieces may make it pass over one or write one twice.
    /// </summary>
    public SwarmCopy CopyPiece(in InfoHash hash, uint now, ref int peersLeft, Span<byte> target)
    {
        SwarmPlace place = new(in hash, in _key);
        return _stripes[place.Stripe].CopyPiece(in hash, place, _clock.TickOf(now), ref peersLeft, target);
    }

    /// <summary>Takes over a peer from a snapshot. One that is there already stays as it is, since it has been heard of later.</summary>
    public RestoreOutcome Restore(in InfoHash hash, in RestoredPeer peer, uint now)
    {
        if (peer.AgeSeconds > _ageSeconds)
        {
            return RestoreOutcome.TooOld;
        }

        Announcement announcement = new()
        {
            Hash = hash,
            Place = new(in hash, in _key),
            Peer = peer.Address,
            Role = peer.IsSeeder ? PeerRole.Seeder : PeerRole.Leecher,
            IsCompleted = false,
            Wanted = 0,
            Tick = _clock.TickBefore(now, (uint)peer.AgeSeconds),
        };
        return _stripes[announcement.Place.Stripe].Restore(in announcement, in peer);
    }

    /// <summary>Sums of the stripes' counters: cheap, no peer is looked at.</summary>
    public SwarmTotals Totals()
    {
        SwarmTotals totals = new() { Rounds = Volatile.Read(ref _rounds) };
        foreach (SwarmStripe stripe in _stripes)
        {
            stripe.AddTo(ref totals);
        }

        return totals;
    }

    /// <summary>Gives all memory back. Nobody may call it any more.</summary>
    public void Dispose()
    {
        foreach (SwarmStripe stripe in _stripes)
        {
            stripe.Free();
        }

        _chunks.Dispose();
    }
}
