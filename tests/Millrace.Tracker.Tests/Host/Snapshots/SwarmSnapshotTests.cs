using Millrace.Testing;
using Millrace.Tracker.Host.Snapshots;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Tests.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Snapshots;

public sealed class SwarmSnapshotTests : IDisposable
{
    private static readonly SwarmLimits Limits = new() { PeerAge = TimeSpan.FromSeconds(600) };
    private static readonly DateTimeOffset Noon = new(2030, 5, 6, 12, 0, 0, TimeSpan.Zero);
    private readonly TempFolder _folder = new();

    private string Path => _folder.Combine("swarms");

    [Fact]
    public async Task Swarms_of_both_families_come_back_as_they_were()
    {
        using SwarmFixture ipv4 = new(false, Limits);
        using SwarmFixture ipv6 = new(true, Limits);
        Fill(ipv4, peers: 3000);
        Fill(ipv6, peers: 1000);
        ipv6.Now = ipv4.Now;

        SnapshotResult written = await Write(ipv4, ipv6);

        using SwarmFixture newIPv4 = new(false, Limits) { Now = ipv4.Now };
        using SwarmFixture newIPv6 = new(true, Limits) { Now = ipv4.Now };
        SnapshotResult? read = Read(newIPv4, newIPv6, Noon);
        Assert.Equal(new FileInfo(Path).Length, written.Bytes);
        Assert.Equal(written, read);
        Assert.Equal((4000, 40), (written.Peers, written.Swarms));
        AssertSame(ipv4, newIPv4);
        AssertSame(ipv6, newIPv6);
    }

    [Fact]
    public async Task Time_that_passed_between_makes_peers_older()
    {
        using SwarmFixture table = new(false, Limits);
        _ = table.Announce(1, 1);
        table.Now += 300;
        _ = table.Announce(1, 2);
        _ = await Write(table, null);

        // The first was silent for 300 s when it was written, and 301 s have passed.
        using SwarmFixture restarted = new(false, Limits) { Now = 0 };
        SnapshotResult? read = Read(restarted, null, Noon.AddSeconds(301));

        Assert.Equal((1L, 1L), (read!.Value.Peers, read.Value.TooOld));
        restarted.Now = 299;
        Assert.Equal(0, restarted.ExpireAll());
        restarted.Now = 300;
        Assert.Equal(1, restarted.ExpireAll());
    }

    [Fact]
    public async Task Wall_clock_that_was_set_back_makes_nobody_younger()
    {
        using SwarmFixture table = new(false, Limits);
        _ = table.Announce(1, 1);
        table.Now += 600;
        _ = await Write(table, null);

        using SwarmFixture restarted = new(false, Limits) { Now = 5 };
        _ = Read(restarted, null, Noon.AddDays(-3));

        restarted.Now = 6;
        Assert.Equal(1, restarted.ExpireAll());
    }

    [Fact]
    public async Task Completion_that_was_counted_is_not_counted_again()
    {
        using SwarmFixture table = new(false, Limits);
        _ = table.Announce(1, 1);
        _ = table.Announce(1, 1, PeerRole.Seeder);
        _ = table.Announce(1, 1);
        _ = await Write(table, null);

        using SwarmFixture restarted = new(false, Limits);
        _ = Read(restarted, null, Noon);
        _ = restarted.Announce(1, 1, PeerRole.Seeder);

        Assert.Equal(new ScrapeEntry(1, 1, 0), restarted.Scrape(1));
    }

    [Fact]
    public async Task Lower_limits_take_over_what_fits()
    {
        using SwarmFixture table = new(false, Limits);
        for (int n = 0; n < 10; n++)
        {
            _ = table.Announce(1, n);
        }

        _ = await Write(table, null);

        using SwarmFixture restarted = new(false, Limits with { MaxPeersPerSwarm = 4 });
        SnapshotResult? read = Read(restarted, null, Noon);

        Assert.Equal((4L, 6L), (read!.Value.Peers, read.Value.Refused));
    }

    [Fact]
    public async Task Family_that_is_not_served_any_more_is_left_out()
    {
        using SwarmFixture ipv4 = new(false, Limits);
        using SwarmFixture ipv6 = new(true, Limits);
        _ = ipv4.Announce(1, 1);
        _ = ipv6.Announce(1, 1);
        _ = await Write(ipv4, ipv6);

        using SwarmFixture restarted = new(false, Limits);
        SnapshotResult? read = Read(restarted, null, Noon);

        Assert.Equal((1L, 1L, 1L), (read!.Value.Peers, read.Value.Swarms, read.Value.Refused));
    }

    [Fact]
    public void No_file_is_no_error()
    {
        using SwarmFixture table = new();

        Assert.Null(Read(table, null, Noon));
        Assert.Null(SwarmSnapshot.Read(_folder.Combine("none", "swarms"), table.Table, null, 0, Noon));
    }

    [Fact]
    public async Task Second_snapshot_takes_the_place_of_the_first_and_leaves_no_rest()
    {
        using SwarmFixture table = new(false, Limits);
        _ = table.Announce(1, 1);
        _ = await Write(table, null);
        _ = table.Announce(2, 1);
        _ = await Write(table, null);

        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
        Assert.Equal(2, Read(table, null, Noon)!.Value.Swarms);
    }

    [Fact]
    public async Task Interrupted_snapshot_leaves_the_old_one()
    {
        using SwarmFixture table = new(false, Limits);
        _ = table.Announce(1, 1);
        _ = await Write(table, null);
        byte[] old = await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SwarmSnapshot.WriteAsync(Path, table.Table, null, table.Now, Noon, cancelled.Token));

        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
        Assert.Equal(old, await File.ReadAllBytesAsync(Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Folder_that_is_not_there_is_said_by_the_system()
    {
        using SwarmFixture table = new(false, Limits);

        await Assert.ThrowsAnyAsync<IOException>(() => SwarmSnapshot.WriteAsync(_folder.Combine("none", "swarms"), table.Table, null, 0, Noon, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Only_the_owner_may_read_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no Unix file modes.");
        using SwarmFixture table = new(false, Limits);

        _ = await Write(table, null);

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Large_swarm_goes_in_pieces_and_comes_back_as_one(bool isIPv6)
    {
        using SwarmFixture table = new(isIPv6, Limits);
        for (int n = 0; n < 40_000; n++)
        {
            _ = table.Announce(1, n, n % 3 == 0 ? PeerRole.Seeder : PeerRole.Leecher, wanted: 0, completed: n % 6 == 0);
        }

        SnapshotResult written = await Write(isIPv6 ? null : table, isIPv6 ? table : null);

        using SwarmFixture restarted = new(isIPv6, Limits);
        Assert.Equal(written, Read(isIPv6 ? null : restarted, isIPv6 ? restarted : null, Noon));
        Assert.Equal((1, 40_000), (written.Swarms, written.Peers));
        Assert.Equal(table.Scrape(1), restarted.Scrape(1));
    }

    [Fact]
    public async Task Part_that_is_larger_than_the_buffer_goes_through_one_that_grows()
    {
        const int Peers = 8000;
        using SwarmFixture table = new(true, Limits);
        int[] swarms = [.. Enumerable.Range(0, 100_000).GroupBy(PartOf).First(part => part.Count() >= 3).Take(3)];
        foreach (int swarm in swarms)
        {
            for (int n = 0; n < Peers; n++)
            {
                _ = table.Announce(swarm, n, wanted: 0);
            }
        }

        _ = await Write(null, table);

        using SwarmFixture restarted = new(true, Limits);
        Assert.Equal((3, 3 * Peers), (Read(null, restarted, Noon)!.Value.Swarms, restarted.Totals.Peers));
        Assert.All(swarms, swarm => Assert.Equal((uint)Peers, restarted.Scrape(swarm).Leechers));
    }

    [Fact]
    public void Swarm_that_changes_between_two_pieces_is_written_whole_but_for_what_changed()
    {
        const int Peers = 3 * SwarmTable.PeersPerPiece;
        using SwarmFixture table = new(false, Limits);
        for (int n = 0; n < Peers; n++)
        {
            _ = table.Announce(1, n, wanted: 0);
        }

        List<InfoHash> larger = [];
        byte[] piece = new byte[SwarmTable.PieceBytes];
        Assert.All(Enumerable.Range(0, SwarmTable.Parts), part => Assert.Equal(0, table.Table.Copy(part, table.Now, piece, larger).Bytes));
        InfoHash hash = Assert.Single(larger);
        int left = int.MaxValue;
        int written = table.Table.CopyPiece(in hash, table.Now, ref left, piece).Peers;
        for (int n = 0; n < Peers; n += 10)
        {
            _ = table.Announce(1, n, PeerRole.Stopped);
        }

        written += table.Table.CopyPiece(in hash, table.Now, ref left, piece).Peers;
        Assert.InRange(written + left, Peers - (Peers / 10), Peers);
        for (int n = 0; n < Peers; n++)
        {
            _ = table.Announce(1, n, PeerRole.Stopped);
        }

        Assert.Equal(default, table.Table.CopyPiece(in hash, table.Now, ref left, piece));
        Assert.Equal(0, left);
    }

    public void Dispose() => _folder.Dispose();

    private static (int Stripe, int Map) PartOf(int swarm)
    {
        SwarmPlace place = new(SwarmFixture.Hash(swarm), SwarmFixture.Key);
        return (place.Stripe, place.Map);
    }

    private static void Fill(SwarmFixture table, int peers)
    {
        for (int n = 0; n < peers; n++)
        {
            table.Now += n % 50 == 0 ? 1u : 0;
            _ = table.Announce(n % 20, n, n % 3 == 0 ? PeerRole.Seeder : PeerRole.Leecher, completed: n % 6 == 0);
        }
    }

    private static void AssertSame(SwarmFixture one, SwarmFixture other)
    {
        for (int swarm = 0; swarm < 20; swarm++)
        {
            Assert.Equal(one.Scrape(swarm), other.Scrape(swarm));
            _ = one.Announce(swarm, 100_000, wanted: 10_000);
            _ = other.Announce(swarm, 100_000, wanted: 10_000);
            Assert.Equal(one.Peers.ToHashSet(), other.Peers.ToHashSet());
        }

        // Each peer is as old in both.
        other.Now = one.Now += 580;
        Assert.Equal(one.ExpireAll(), other.ExpireAll());
        Assert.Equal(one.Totals.Peers, other.Totals.Peers);
    }

    private Task<SnapshotResult> Write(SwarmFixture? ipv4, SwarmFixture? ipv6) =>
        SwarmSnapshot.WriteAsync(Path, ipv4?.Table, ipv6?.Table, (ipv4 ?? ipv6)!.Now, Noon, TestContext.Current.CancellationToken);

    private SnapshotResult? Read(SwarmFixture? ipv4, SwarmFixture? ipv6, DateTimeOffset wallclock) =>
        SwarmSnapshot.Read(Path, ipv4?.Table, ipv6?.Table, (ipv4 ?? ipv6)!.Now, wallclock);
}
