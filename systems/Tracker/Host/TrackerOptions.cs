using System.Net;
using Millrace.Shards;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host;

/// <summary>Everything about a tracker that an operator can choose.</summary>
public sealed record TrackerOptions
{
    /// <summary>The IPv4 address to listen on. Default 127.0.0.1; 0.0.0.0 for every network of the machine; null for no IPv4.</summary>
    public IPAddress? Address { get; init; } = IPAddress.Loopback;

    /// <summary>
    /// The IPv6 address to listen on. Default ::1; :: for every network of the machine; null for no IPv6. A machine without IPv6 costs a warning, unless IPv6 is all that
    /// was asked for, or an address of one network.
    /// </summary>
    public IPAddress? AddressIPv6 { get; init; } = IPAddress.IPv6Loopback;

    /// <summary>The UDP port, the same for both families. Default 6969; 0 lets the system choose.</summary>
    public int Port { get; init; } = TrackerProtocol.DefaultPort;

    /// <summary>Event loops, each on a thread of its own with a socket of its own for each family. Default 0: one for each processor that this process may use. At most 1024.</summary>
    public int Shards { get; init; }

    /// <summary>Which event loop the shards stand on. Default: epoll on Linux, .NET sockets elsewhere.</summary>
    public ShardKind ShardKind { get; init; } = ShardKind.Auto;

    /// <summary>
    /// What connection ids are made with, 16 to 1024 bytes; trackers that share it accept each other's ids. Default: null, which takes 32 random bytes at each start, so that
    /// clients must connect anew after a restart.
    /// </summary>
    public byte[]? Secret { get; init; }

    /// <summary>A file whose one line, without blanks around it, is the secret, instead of <see cref="Secret"/>. Default: null.</summary>
    public string? SecretFile { get; init; }

    /// <summary>When clients are told to announce again. Default 15 min, 10 s to 12 h.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How far an answer's interval may lie from <see cref="Interval"/>, either way, as a fraction of it: chosen at random for each answer, so that clients which came together do
    /// not come together for ever. Default 0.1, 0 to 0.5.
    /// </summary>
    public double IntervalJitter { get; init; } = 0.1;

    /// <summary>A peer that has not announced for this long is forgotten. Default: null, which is twice <see cref="Interval"/>. Longer than the longest interval, up to 24 h.</summary>
    public TimeSpan? PeerAge { get; init; }

    /// <summary>
    /// In what time all peers are looked through once for those that are too old, at up to 13 million a second and family; a forgotten peer may be handed out for so much longer.
    /// Default 1 min, 1 s to 1 h; never longer than the peer age.
    /// </summary>
    public TimeSpan ExpiryPeriod { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Peers in an answer to a client that leaves the number to the tracker. Default 50, 1 to <see cref="MaxPeers"/>.</summary>
    public int DefaultPeers { get; init; } = 50;

    /// <summary>
    /// Peers in an answer at most, 1 to 230. Default 200. Over IPv6 at most 67, which is what fits: an answer has at most 1400 bytes over IPv4 and 1232 over IPv6, so that no
    /// network on the way splits it.
    /// </summary>
    public int MaxPeers { get; init; } = 200;

    /// <summary>Info hashes of one scrape that are answered; those after them are left out of the answer. Default 74, 1 to 100.</summary>
    public int MaxScrape { get; init; } = TrackerProtocol.MaxScrapeHashes;

    /// <summary>Peers of one swarm and family at most; the next is answered but not kept. Default 100000, 1 to 1 million.</summary>
    public int MaxPeersPerSwarm { get; init; } = 100_000;

    /// <summary>Swarms of one family at most; a peer of the next is answered but not kept. Default 10 million, 1 to 100 million.</summary>
    public int MaxSwarms { get; init; } = 10_000_000;

    /// <summary>Peers of all swarms of one family at most; a further one is answered but not kept. This bounds the memory. Default 100 million, 1 to 1000 million.</summary>
    public long MaxPeersTotal { get; init; } = 100_000_000;

    /// <summary>
    /// Answers to connects a second to one IPv4 address or IPv6 /64 network, which has not yet shown, by a valid connection id, that it gets what is sent to it. What is above gets
    /// no answer. Errors about ids have a share of their own, a quarter of this, so that they never take from it. Counted per shard; the kernel gives all packets
    /// of one address and port to the same one. Default 20, 0.1 to 1 million; 0 for no limit.
    /// </summary>
    public double ConnectRate { get; init; } = 20;

    /// <summary>How many such answers may come at once after a silence. Default 200, 1 to 1 million.</summary>
    public int ConnectBurst { get; init; } = 200;

    /// <summary>
    /// Announces and scrapes a second that are answered to one IPv4 address or IPv6 /64 network, counted per shard. What is above gets no answer. Without a limit one host may
    /// fill the table, or every swarm, with peers of its making. A client announces each swarm once in <see cref="Interval"/>, so 50 a second are 45,000 swarms behind one
    /// address; a proxy, or a load from one address, needs more. Default 50, 0.1 to 1 million; 0 for no limit.
    /// </summary>
    public double RequestRate { get; init; } = 50;

    /// <summary>How many of them may come at once after a silence. Default 1000, 1 to 1 million.</summary>
    public int RequestBurst { get; init; } = 1000;

    /// <summary>
    /// Addresses and networks that each shard keeps count of at once, for each of the three limits; rounded up to a power of two. Where there are more, those that have used least
    /// of their share are forgotten first. Default 65536 (16 bytes each), 64 to 16 million.
    /// </summary>
    public int RateTableSize { get; init; } = 65_536;

    /// <summary>
    /// A file of the only swarms that are served: one info hash a line, 40 hexadecimal digits; empty lines and what follows a # do not count. Where it is empty or missing,
    /// none is served. Read again when it changes and on SIGHUP. Default: null, every swarm.
    /// </summary>
    public string? AllowList { get; init; }

    /// <summary>A file of swarms that are not served, in the same form. Where both lists name a swarm, it is not served. Default: null, none.</summary>
    public string? DenyList { get; init; }

    /// <summary>
    /// A file of passkeys, one a line, 8 to 64 of the characters A-Z a-z 0-9 _ and -; makes the tracker private: an announce must carry one of them in its URL (BEP 41), as
    /// <c>udp://host:port/KEY/announce</c> or <c>?passkey=KEY</c>, and scrapes, which have no URL, are refused. Read again when it changes and on SIGHUP. Default: null, open to
    /// everybody.
    /// </summary>
    public string? PasskeyFile { get; init; }

    /// <summary>How often those files are looked at for a change, which counts once two looks agree: then it is whole. Default 5 s, 100 ms to 1 h.</summary>
    public TimeSpan FileCheckPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Believes the address that an announce over IPv4 may name instead of the one that it came from. Default: no, for whoever may name any address can send a swarm's
    /// clients to a stranger. For trackers behind a proxy, and for tests.
    /// </summary>
    public bool HonourAddressField { get; init; }

    /// <summary>
    /// The tracker serves the Internet: requests from addresses that have no place there (private, loopback, link-local, shared, documentation, multicast, reserved) are not
    /// answered, and no such address is taken from the address field. Default: no, which suits loopback and private networks.
    /// </summary>
    public bool IsPublic { get; init; }

    /// <summary>
    /// Bytes that the kernel is asked to keep for each socket of what has come in; it may give less (on Linux see net.core.rmem_max), which a log line says. Default 4 MiB, 64 KiB
    /// to 1 GiB; 0 leaves it to the system.
    /// </summary>
    public int ReceiveBufferBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>A file that swarms and peers are written to at the end and every <see cref="SnapshotPeriod"/>, and read from at the start. Default: null, nothing is kept.</summary>
    public string? SnapshotFile { get; init; }

    /// <summary>How often the snapshot is written. Default 5 min, 1 s to 1 day.</summary>
    public TimeSpan SnapshotPeriod { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>All that is wrong, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate() => TrackerOptionRules.Check(this);

    internal SwarmLimits ToSwarmLimits() => new()
    {
        MaxPeersPerSwarm = MaxPeersPerSwarm,
        MaxSwarms = MaxSwarms,
        MaxPeers = MaxPeersTotal,
        PeerAge = PeerAge ?? (2 * Interval),
    };
}
