using Millrace.Shards;

namespace Millrace.Tracker.Tests.Host;

public sealed class ServerAllocationTests
{
    private const int Requests = 3000;

    [Theory(Timeout = 60_000), BothKinds]
    public async Task A_request_costs_the_shard_no_allocation(ShardKind kind)
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(kind, options => options with { Shards = 1 });
        using TrackerClient client = tracker.Client();
        ulong id = await client.ConnectAsync();
        await AskAsync(client, id);
        long before = await AllocatedAsync(tracker);
        await AskAsync(client, id);
        long bytes = await AllocatedAsync(tracker) - before;

        // The two questions cost something themselves; a request that cost even one object would cost 24 bytes and more.
        Assert.True(bytes / (double)Requests < 2, $"{Requests} requests cost {bytes} bytes.");
    }

    private static async Task AskAsync(TrackerClient client, ulong id)
    {
        byte[][] requests = [Answering.Requests.Connect(), Answering.Requests.Announce(id), Answering.Requests.Scrape(id, Answering.Requests.Swarm)];
        for (int i = 0; i < Requests; i++)
        {
            Assert.NotEqual(0, (await client.AskAsync(requests[i % requests.Length])).Length);
        }
    }

    private static async Task<long> AllocatedAsync(TrackerInTest tracker)
    {
        long bytes = 0;
        await tracker.Server.Shards[0].Shard.RunAsync(() =>
        {
            bytes = GC.GetAllocatedBytesForCurrentThread();
            return default;
        });
        return bytes;
    }
}
