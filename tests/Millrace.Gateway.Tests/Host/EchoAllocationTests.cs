using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host;

public sealed class EchoAllocationTests
{
    private const int Messages = 1000;
    private const double Most = 4;

    [Theory(Timeout = 240_000), BothKinds]
    public async Task An_echoed_message_costs_the_shard_no_allocation(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { Shards = 1 });
        using RawClient client = await RawClient.OpenAsync(gateway.Port);
        await EchoAsync(client);
        long bytes = long.MaxValue;
        for (int round = 0; round < 3 && bytes >= Most * Messages; round++)
        {
            long before = await AllocatedAsync(gateway);
            await EchoAsync(client);
            bytes = Math.Min(bytes, await AllocatedAsync(gateway) - before);
        }

        // The two questions cost something themselves; a message that cost even one object would cost 24 bytes and more.
        Assert.True(bytes < Most * Messages, $"{Messages} messages cost {bytes} bytes.");
    }

    private static async Task EchoAsync(RawClient client)
    {
        byte[] frame = RawClient.Frame(RawClient.Fin | RawClient.Binary, new byte[64]);
        for (int i = 0; i < Messages; i++)
        {
            await client.SendAsync(frame);
            await client.ReadFrameAsync();
        }
    }

    private static async Task<long> AllocatedAsync(GatewayInTest gateway)
    {
        long bytes = 0;
        await gateway.Server.Shards[0].Shard.RunAsync(() =>
        {
            bytes = GC.GetAllocatedBytesForCurrentThread();
            return default;
        });
        return bytes;
    }
}
