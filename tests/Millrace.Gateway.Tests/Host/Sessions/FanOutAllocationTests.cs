using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Sessions;

public sealed class FanOutAllocationTests
{
    private const int Messages = 200;
    private const int Most = 200;

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task A_message_to_a_room_costs_no_allocation_on_any_shard(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards);
        RawClient[] clients = await gateway.OpenManyAsync(10);
        await gateway.DoAsync(static switchboard =>
        {
            for (int i = 0; i < 10; i++)
            {
                switchboard.Join($"c{i}", "room");
            }
        });
        byte[] payload = new byte[100];
        payload.AsSpan().Fill((byte)'x');
        long least = long.MaxValue;
        for (int round = 0; round < 10 && least > Most * Messages; round++)
        {
            long before = await AllocatedAsync(gateway);
            for (int i = 0; i < Messages; i++)
            {
                // A turn for each, so that each is a run, a batch and a post of its own; and the next when it has come, because a shard that lags behind is
                // written further batches, which cost something.
                await gateway.DoAsync(switchboard => switchboard.DeliverToRoom("room", payload));
                await Task.WhenAll(clients.Select(client => client.ReadFrameAsync()));
            }

            least = Math.Min(least, await AllocatedAsync(gateway) - before);
        }

        // What the test itself asks for on the first shard costs about a hundred bytes a message; one object a member would cost ten times 24 more.
        Assert.True(least <= Most * Messages, $"{least / (double)Messages} bytes a message");
    }

    private static async Task<long> AllocatedAsync(RoutedGateway gateway)
    {
        long bytes = 0;
        foreach (Millrace.Gateway.Host.Listening.GatewayShard shard in gateway.Gateway.Server.Shards)
        {
            await shard.Shard.RunAsync(() =>
            {
                bytes += GC.GetAllocatedBytesForCurrentThread();
                return default;
            });
        }

        return bytes;
    }
}
