using Millrace.Hosting;
using Millrace.Shards;
using Millrace.Testing;
using Millrace.Tracker.Host;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Keeping;

public sealed class SnapshotKeeperTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private string Snapshot => _folder.Combine("swarms");

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Swarms_survive_a_clean_restart_as_old_as_they_are()
    {
        DateTimeOffset noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        await using (TrackerInTest first = await TrackerInTest.StartAsync(ShardKind.Auto, Keeping, new FakeTime(noon)))
        {
            using TrackerClient client = first.Client();
            await client.AnnounceAsync(request => request with { Left = 0 });
            Assert.True(await first.Server.DrainAsync(TimeSpan.FromSeconds(10), Stopping));
            Assert.Equal(1, first.Log.Count(2231));
        }

        await using (TrackerInTest second = await TrackerInTest.StartAsync(ShardKind.Auto, Keeping, new FakeTime(noon.AddMinutes(20))))
        {
            using TrackerClient client = second.Client();
            AnnounceAnswer answer = await client.AnnounceAsync(request => request with { Port = 1 });
            Assert.Equal((1u, 1u), (answer.Seeders, answer.Leechers));
            Assert.Equal(1, second.Log.Count(2230));
        }

        await using TrackerInTest late = await TrackerInTest.StartAsync(ShardKind.Auto, Keeping, new FakeTime(noon.AddMinutes(31)));
        Assert.Equal("swarms 0, peers 0", late.Server.Health.Detail);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_snapshot_is_written_every_while()
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(ShardKind.Auto, Keeping);
        using TrackerClient client = tracker.Client();
        await client.AnnounceAsync();
        Assert.False(File.Exists(Snapshot));

        await Eventually.TrueAsync(
            () =>
            {
                tracker.Time.Advance(TimeSpan.FromSeconds(1));
                return File.Exists(Snapshot);
            },
            "The first snapshot");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_damaged_snapshot_ends_the_start_and_is_left_as_it_is()
    {
        _folder.Write("swarms", "no snapshot at all");
        ServerStartException e = await Assert.ThrowsAsync<ServerStartException>(() => TrackerInTest.StartAsync(ShardKind.Auto, Keeping));

        Assert.Contains(Snapshot, e.Message, StringComparison.Ordinal);
        Assert.Equal("no snapshot at all", await File.ReadAllTextAsync(Snapshot, Stopping));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_folder_that_does_not_exist_ends_the_start_and_one_that_goes_later_costs_the_snapshot_only()
    {
        string folder = _folder.Combine("folder");
        TrackerOptions options = TrackerInTest.Defaults(ShardKind.Auto) with { SnapshotFile = Path.Combine(folder, "swarms") };
        ServerStartException e = await Assert.ThrowsAsync<ServerStartException>(() => TrackerInTest.StartAsync(options));
        Assert.Contains($"there is no folder '{folder}'. Make it, or name another file.", e.Message, StringComparison.Ordinal);

        Directory.CreateDirectory(folder);
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(options);
        Directory.Delete(folder);
        Assert.True(await tracker.Server.DrainAsync(TimeSpan.FromSeconds(10), Stopping));
        Assert.Equal(1, tracker.Log.Count(2233));
    }

    private TrackerOptions Keeping(TrackerOptions options) => options with { SnapshotFile = Snapshot, SnapshotPeriod = TimeSpan.FromSeconds(10) };
}
