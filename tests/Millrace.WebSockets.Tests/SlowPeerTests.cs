using Millrace.Shards;

namespace Millrace.WebSockets.Tests;

public sealed class SlowPeerTests
{
    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_client_that_never_reads_is_evicted_over_tcp_with_bounded_memory(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        var options = new WebSocketOptions { SendTimeout = TimeSpan.FromMilliseconds(200) };
        (WebSocketLink client, WebSocketLink server) = await OnShard.Pair(shard, stop, options);
        ValueTask<WebSocketMessage> receiving = server.ReceiveAsync(stop);
        byte[] payload = new byte[60_000];
        int most = 0;
        await Assert.ThrowsAsync<WebSocketClosedException>(async () =>
        {
            while (true)
            {
                await server.SendAsync(WebSocketMessageKind.Binary, payload, stop);
                most = Math.Max(most, server.QueuedBytes);
            }
        });
        Assert.InRange(most, 1, options.MaxSendQueueBytes);
        Assert.Equal(WebSocketCloseCode.TryAgainLater, (await receiving).CloseCode);
        Assert.Equal(WebSocketCloseKind.SlowConsumer, server.CloseKind);
        client.Dispose();
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_slow_reader_gets_everything_in_the_end(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        var options = new WebSocketOptions { MaxMessageBytes = 64 * 1024, MaxSendQueueBytes = 256 * 1024 };
        (WebSocketLink client, WebSocketLink server) = await OnShard.Pair(shard, stop, options);
        const int count = 300;
        Task sending = Send();
        await shard.Delay(TimeSpan.FromMilliseconds(20), stop);
        Assert.False(sending.IsCompleted);
        for (int i = 0; i < count; i++)
        {
            WebSocketMessage message = await client.ReceiveAsync(stop);
            Assert.Equal((60_000, (byte)i), (message.Payload.Length, message.Payload.Span[59_999]));
        }

        await sending;

        async Task Send()
        {
            byte[] payload = new byte[60_000];
            for (int i = 0; i < count; i++)
            {
                payload[^1] = (byte)i;
                await server.SendAsync(WebSocketMessageKind.Binary, payload, stop);
            }
        }
    });
}
