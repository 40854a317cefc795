using Millrace.Engine;

namespace Millrace.Tracker.Load;

/// <summary>The names of what can be set for the tracker's workers, with their defaults.</summary>
internal static class TrackerParameters
{
    public const string Hashes = "hashes";
    public const string Wanted = "numwant";
    public const string Mix = "mix";
    public const string Swarms = "swarms";
    public const string ScrapeHashes = "scrape-hashes";
    public const string IdAge = "id-age";
    public const string Seeders = "seeders";
    public const string Events = "events";
    public const string Retransmit = "retransmit";
    public const string Sockets = "sockets";
    public const string SocketPerWorker = "socket-per-worker";
    public const string CheckPeers = "check-peers";
    public const string Path = "path";
    public const string HashList = "hash-list";
    public const string Family = "family";
    public const string Serve = "serve";

    public static IReadOnlyList<ParameterInfo> All { get; } =
    [
        new(Hashes, "info hashes of each worker, 1 to 1,000,000", "5"),
        new(Wanted, "peers that an announce asks for; -1 leaves it to the tracker", "50"),
        new(Mix, "how often workers announce, scrape and connect anew, as weights", "announce=78,scrape=19,connect=3"),
        new(Swarms, "uniform[:N]: N shared ones of equal size, without N as many as give each about 50 peers; zipf:N[:s]: N of which few are popular, exponent s (1); own: each worker has its own, and no answer has a peer", "uniform"),
        new(ScrapeHashes, "info hashes in one scrape, 1 to 74", "1"),
        new(IdAge, "a connection id is renewed when it is this old, or down to half of it: each worker at an age of its own", "60s"),
        new(Seeders, "share of peers that have everything, 0 to 1", "0.25"),
        new(Events, "whether a worker says that it starts and, at the end, that it stops", "true"),
        new(Retransmit, "none, or bep15: a request without an answer is sent again after 15 s, 30 s, 60 s ...; needs a --timeout above 15 s", "none"),
        new(Sockets, "UDP sockets of each generator thread that workers share, 1 to 256", "256"),
        new(SocketPerWorker, "whether each worker has a UDP socket of its own instead", "false"),
        new(CheckPeers, "whether peers in answers must be workers of this run: true, false, or auto: where the target is at a loopback address", "auto"),
        new(Path, "path and query that announces carry (BEP 41), such as /announce?passkey=...", ""),
        new(HashList, "a file to write the run's info hashes to, 40 hexadecimal digits a line: for a tracker that serves only what it is told of; runs are compared only with runs of the same file name", ""),
        new(Family, "ipv4 or ipv6: which address of the embedded tracker is driven", "ipv4"),
        new(Serve, "further options of the embedded tracker, such as \"--peer-age 10m\"", ""),
    ];
}
