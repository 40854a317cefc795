using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Tracker;

/// <summary>BitTorrent clients as people use them find each other through our tracker, and through nothing else.</summary>
public sealed class RealClientsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact(Timeout = 400_000)]
    public async Task Clients_of_two_makes_finish_a_file_over_ipv4()
    {
        Assert.SkipUnless(Installed.Find("aria2c") is not null, "There is no aria2c (Debian: aria2).");
        Assert.SkipWhen(await TorrentClient.MissingAsync() is not null, "There is no python3-libtorrent.");
        await using TrackerUnderTest tracker = await TrackerUnderTest.StartAsync("--interval", "10s");
        TorrentFile torrent = new(Path.Combine(tracker.Folder, "file.torrent"), Path.Combine(tracker.Folder, "seed"), tracker.Udp);
        await using TorrentClient seed = await SeedAsync(tracker, torrent, "127.0.0.1");
        await using TorrentClient leecher = new(torrent, Path.Combine(tracker.Folder, "leecher"), "127.0.0.1");
        string other = Path.Combine(tracker.Folder, "other");

        ProcessResult aria = await AriaAsync(torrent, other);
        await leecher.UntilAsync("complete");

        Assert.True(aria.ExitCode == 0, aria.Output + aria.Error);
        Assert.True(torrent.IsWholeIn(other));
        Assert.True(torrent.IsWholeIn(leecher.Folder));
        tracker.IsWell();
    }

    [Fact(Timeout = 400_000)]
    public async Task Clients_finish_a_file_over_ipv6()
    {
        Assert.SkipWhen(await TorrentClient.MissingAsync() is not null, "There is no python3-libtorrent.");
        await using TrackerUnderTest tracker = await TrackerUnderTest.StartAsync("--interval", "10s");
        Assert.SkipWhen(tracker.Udp6 is null, "There is no IPv6 here.");
        TorrentFile torrent = new(Path.Combine(tracker.Folder, "file.torrent"), Path.Combine(tracker.Folder, "seed"), tracker.Udp6!);
        await using TorrentClient seed = await SeedAsync(tracker, torrent, "::1");
        await using TorrentClient first = new(torrent, Path.Combine(tracker.Folder, "first"), "::1");
        await using TorrentClient second = new(torrent, Path.Combine(tracker.Folder, "second"), "::1");

        await first.UntilAsync("complete");
        await second.UntilAsync("complete");

        Assert.True(torrent.IsWholeIn(first.Folder));
        Assert.True(torrent.IsWholeIn(second.Folder));
        tracker.IsWell();
    }

    // One that has the file, and whom the tracker knows.
    private static async Task<TorrentClient> SeedAsync(TrackerUnderTest tracker, TorrentFile torrent, string address)
    {
        TorrentClient seed = new(torrent, Path.Combine(tracker.Folder, "seed"), address);
        await seed.UntilAsync("complete");
        await seed.UntilAsync("reply");
        return seed;
    }

    // It asks UDP trackers through the socket of its DHT, which it therefore must open; a private torrent makes no use of it.
    private static Task<ProcessResult> AriaAsync(TorrentFile torrent, string folder)
    {
        int ports = 20_000 + (Environment.ProcessId % 40 * 200); // below those that the system gives out; it takes the first of them that is free
        string[] alone = ["--no-conf", "--enable-peer-exchange=false", "--bt-enable-lpd=false", "--enable-dht6=false", "--enable-dht=true", $"--dht-file-path={folder}.dht"];
        string[] where = [$"--dht-listen-port={ports}-{ports + 99}", $"--listen-port={ports + 100}-{ports + 199}", $"--dir={folder}", "--file-allocation=none"];
        return RunningProcess.RunAsync(Installed.Find("aria2c")!, [.. alone, .. where, "--seed-time=0", "--bt-stop-timeout=110", "--summary-interval=0", torrent.Path], Limit);
    }
}
