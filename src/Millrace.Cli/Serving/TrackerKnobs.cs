using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Serving;

/// <summary>Every option of `millrace serve tracker`, in the order of its help page.</summary>
internal sealed class TrackerKnobs
{
    private const string Port = ServeKnobs.Addresses;
    private const string Peers = "peers and swarms";
    private const string Access = "who is served";
    private const string Limits = "limits";
    private const string Snapshots = "snapshot";

    public ServeKnobs Shared { get; } = new("6969", "Health, metrics and the statistics page", "IPv4 address to listen on; 0.0.0.0 for every network; off for no IPv4.");

    public Knob<string?> Host6 { get; } = new(Port, "--host6", "address", "IPv6 address to listen on; :: for every network; off for no IPv6.", "::1", "--host6 ::");

    public Knob<bool> Public { get; } = new(Port, "--public", null, "The tracker serves the Internet: private, loopback and other addresses that have no place there get no answer.");

    public Knob<bool> HonourAddress { get; } = new(Port, "--honour-address", null,
        "Believe the address that an announce over IPv4 may name instead of its own. Whoever may name any can send a swarm's clients to a stranger.");

    public Knob<string?> ReceiveBuffer { get; } = new(Port, "--receive-buffer", "bytes", "What the kernel is asked to keep for each socket; 0 leaves it to the system.", "4MiB");

    public Knob<string?> SecretFile { get; } = new(Port, "--secret-file", "file",
        "File whose one line is the secret of connection ids; trackers that share it accept each other's.", "MILLRACE_TRACKER_SECRET, or random at each start", "--secret-file /run/secrets/tracker");

    public Knob<string?> Interval { get; } = new(Peers, "--interval", "time", "When clients are told to announce again.", "15m");

    public Knob<string?> Jitter { get; } = new(Peers, "--interval-jitter", "fraction", "How far that may be off at random, either way, so that clients do not come together for ever; 0 to 0.5.", "0.1");

    public Knob<string?> PeerAge { get; } = new(Peers, "--peer-age", "time", "A peer that has not announced for this long is forgotten.", "twice the interval", "--peer-age 45m");

    public Knob<string?> ExpiryPeriod { get; } = new(Peers, "--expiry-period", "time", "In what time all peers are looked through once for those that are too old.", "1m");

    public Knob<string?> DefaultPeers { get; } = new(Peers, "--default-peers", "count", "Peers in an answer to a client that leaves the number to the tracker.", "50, or --max-peers where that is less");

    public Knob<string?> MaxPeers { get; } = new(Peers, "--max-peers", "count", "Peers in an answer at most, up to 230; over IPv6 at most 67 fit.", "200");

    public Knob<string?> MaxScrape { get; } = new(Peers, "--max-scrape", "count", "Info hashes of one scrape that are answered.", "74");

    public Knob<string?> MaxPeersPerSwarm { get; } = new(Peers, "--max-peers-per-swarm", "count", "Peers of one swarm and family; the next is answered but not kept.", "100000");

    public Knob<string?> MaxSwarms { get; } = new(Peers, "--max-swarms", "count", "Swarms of one family; a peer of the next is answered but not kept.", "10000000");

    public Knob<string?> MaxPeersTotal { get; } = new(Peers, "--max-peers-total", "count", "Peers of all swarms of one family, which bounds the memory; a further one is answered but not kept.", "100000000");

    public Knob<string?> AllowList { get; } = new(Access, "--allow-list", "file",
        "The only swarms that are served, one info hash a line; where the file is empty or missing, none is. Read again on change and SIGHUP.", "every swarm", "--allow-list /etc/millrace/allow");

    public Knob<string?> DenyList { get; } = new(Access, "--deny-list", "file", "Swarms that are not served, in the same form; it wins over the allow list.");

    public Knob<string?> Passkeys { get; } = new(Access, "--passkeys", "file",
        "Keys, one a line: announces must carry one in their URL (udp://host:port/KEY/announce), and scrapes are refused.", "open to everybody", "--passkeys /etc/millrace/passkeys");

    public Knob<string?> FileCheck { get; } = new(Access, "--file-check", "time", "How often these files are looked at for a change.", "5s");

    public Knob<string?> ConnectRate { get; } = new(Limits, "--connect-rate", "per second",
        "Answers a second to one address (IPv6: /64) that has shown no valid connection id yet; 0 for no limit.", "20", "--connect-rate 100");

    public Knob<string?> ConnectBurst { get; } = new(Limits, "--connect-burst", "count", "How many of them may come at once after a silence.", "200");

    public Knob<string?> RequestRate { get; } = new(Limits, "--request-rate", "per second", "Announces and scrapes a second that are answered to one address (IPv6: /64); 0 for no limit.", "50", "--request-rate 500");

    public Knob<string?> RequestBurst { get; } = new(Limits, "--request-burst", "count", "How many of them may come at once after a silence.", "1000");

    public Knob<string?> RateTable { get; } = new(Limits, "--rate-table", "count", "Addresses that each event loop keeps count of, 16 bytes each and limit.", "65536");

    public Knob<string?> Snapshot { get; } = new(Snapshots, "--snapshot", "file", "Swarms and peers are written there at the end and from time to time, and read at the start.", "nothing is kept", "--snapshot /var/lib/millrace/swarms");

    public Knob<string?> SnapshotPeriod { get; } = new(Snapshots, "--snapshot-period", "time", "How often it is written.", "5m");

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All =>
    [
        Shared.Host, Host6, Shared.Port, Public, HonourAddress, ReceiveBuffer, SecretFile,
        Interval, Jitter, PeerAge, ExpiryPeriod, DefaultPeers, MaxPeers, MaxScrape, MaxPeersPerSwarm, MaxSwarms, MaxPeersTotal,
        AllowList, DenyList, Passkeys, FileCheck,
        ConnectRate, ConnectBurst, RequestRate, RequestBurst, RateTable,
        Snapshot, SnapshotPeriod,
        .. Shared.OfTheProcess,
    ];
}
