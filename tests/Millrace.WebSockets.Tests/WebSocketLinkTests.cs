using System.Text;
using Millrace.Shards;

namespace Millrace.WebSockets.Tests;

public sealed class WebSocketLinkTests
{
    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Messages_of_every_size_echo(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (WebSocketLink client, WebSocketLink server) = await OnShard.Pair(shard, stop);
        Task echo = Echo(server, stop);
        var random = new Random(1);
        foreach (int size in new[] { 0, 1, 125, 126, 1000, 16_383, 16_384, 16_385, 65_535, 65_536, 300_000, 1024 * 1024, 5 })
        {
            byte[] payload = new byte[size];
            random.NextBytes(payload);
            await client.SendAsync(WebSocketMessageKind.Binary, payload, stop);
            WebSocketMessage message = await client.ReceiveAsync(stop);
            Assert.Equal(WebSocketMessageKind.Binary, message.Kind);
            Assert.True(message.Payload.Span.SequenceEqual(payload));
            Assert.True(shard.IsCurrent);
        }

        await client.CloseAsync(WebSocketCloseCode.Normal, "done", stop);
        await echo;
        Assert.Equal((WebSocketCloseKind.ByUs, WebSocketCloseCode.Normal), (client.CloseKind, client.CloseCode));
        Assert.Equal((WebSocketCloseKind.ByPeer, WebSocketCloseCode.Normal, "done"), (server.CloseKind, server.CloseCode, server.CloseReason));
        Assert.Equal((0, 0), (client.HeldBytes, server.HeldBytes));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Many_messages_arrive_in_order_while_both_sides_send(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (WebSocketLink client, WebSocketLink server) = await OnShard.Pair(shard, stop);
        Task echo = Echo(server, stop);
        Task sending = Send();
        for (int i = 0; i < 20_000; i++)
        {
            WebSocketMessage message = await client.ReceiveAsync(stop);
            Assert.Equal(Encoding.UTF8.GetBytes($"message {i}"), message.Payload.ToArray());
        }

        await sending;
        await client.CloseAsync(cancellationToken: stop);
        await echo;

        async Task Send()
        {
            for (int i = 0; i < 20_000; i++)
            {
                await client.SendAsync(WebSocketMessageKind.Text, Encoding.UTF8.GetBytes($"message {i}"), stop);
            }
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task The_server_may_close_first(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (WebSocketLink client, WebSocketLink server) = await OnShard.Pair(shard, stop);
        Task closing = server.CloseAsync(WebSocketCloseCode.GoingAway, "restart", stop).AsTask();
        WebSocketMessage message = await client.ReceiveAsync(stop);
        await closing;
        Assert.Equal((WebSocketMessageKind.Close, WebSocketCloseCode.GoingAway, "restart"), (message.Kind, message.CloseCode, message.ToString()));
        Assert.Equal(WebSocketCloseKind.ByUs, server.CloseKind);
        Assert.Equal(WebSocketCloseKind.ByPeer, client.CloseKind);
        Assert.True((await client.ReceiveAsync(stop)).IsClose);
        await Assert.ThrowsAsync<WebSocketClosedException>(async () => await client.SendAsync(WebSocketMessageKind.Text, default, stop));
        Assert.False(client.TrySend(WebSocketMessageKind.Text, default));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_close_from_one_pump_ends_the_receive_of_another(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (WebSocketLink client, WebSocketLink server) = await OnShard.Pair(shard, stop);
        Task echo = Echo(server, stop);
        Task<WebSocketMessage> receiving = client.ReceiveAsync(stop).AsTask();
        await client.CloseAsync((WebSocketCloseCode)4000, "enough", stop);
        Assert.Equal((WebSocketCloseCode)4000, (await receiving).CloseCode);
        await echo;

        (client, server) = await OnShard.Pair(shard, stop);
        echo = Echo(server, stop);
        Task closing = client.CloseAsync(cancellationToken: stop).AsTask();
        Assert.True((await client.ReceiveAsync(stop)).IsClose);
        await closing;
        await client.CloseAsync(cancellationToken: stop);
        await echo;
        Assert.Equal((WebSocketCloseKind.ByUs, WebSocketCloseKind.ByPeer), (client.CloseKind, server.CloseKind));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_peer_that_vanishes_or_resets_is_told_apart(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (WebSocketLink client, WebSocketLink server) = await OnShard.Pair(shard, stop);
        ValueTask<WebSocketMessage> receiving = server.ReceiveAsync(stop);
        client.Dispose();
        Assert.Equal(WebSocketCloseCode.Abnormal, (await receiving).CloseCode);
        Assert.Equal(WebSocketCloseKind.Vanished, server.CloseKind);
        Assert.Equal(WebSocketCloseKind.Aborted, client.CloseKind);

        (client, server) = await OnShard.Pair(shard, stop);
        receiving = server.ReceiveAsync(stop);
        client.Abort();
        Assert.True((await receiving).IsClose);
        Assert.Equal(WebSocketCloseKind.TransportFailed, server.CloseKind);
        Assert.Equal(LinkError.Reset, Assert.IsType<LinkException>(server.CloseError).Error);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_pending_receive_sees_our_own_abort(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (WebSocketLink client, WebSocketLink _) = await OnShard.Pair(shard, stop);
        ValueTask<WebSocketMessage> receiving = client.ReceiveAsync(stop);
        Assert.Throws<InvalidOperationException>(() => { _ = client.ReceiveAsync(stop).AsTask(); });
        client.Abort();
        Assert.True((await receiving).IsClose);
        Assert.Equal(WebSocketCloseKind.Aborted, client.CloseKind);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_cancelled_receive_leaves_the_connection_usable(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (WebSocketLink client, WebSocketLink server) = await OnShard.Pair(shard, stop);
        using var cancel = new CancellationTokenSource();
        ValueTask<WebSocketMessage> receiving = server.ReceiveAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receiving);
        Assert.True(client.TrySend(WebSocketMessageKind.Text, "still here"u8));
        Assert.Equal("still here", (await server.ReceiveAsync(stop)).ToString());
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Compressed_messages_echo(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        var options = new WebSocketOptions { Deflate = new WebSocketDeflateOptions() };
        (WebSocketLink client, WebSocketLink server) = await OnShard.Pair(shard, stop, options, options);
        Task echo = Echo(server, stop);
        for (int repeats = 1; repeats < 60_000; repeats *= 200)
        {
            byte[] payload = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("compressible ", repeats)));
            await client.SendAsync(WebSocketMessageKind.Text, payload, stop);
            Assert.True((await client.ReceiveAsync(stop)).Payload.Span.SequenceEqual(payload));
        }

        await client.CloseAsync(cancellationToken: stop);
        await echo;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_violation_is_answered_with_its_code_before_the_stream_ends(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink raw, TcpLink accepted) = await OnShard.TcpPair(shard, stop);
        var server = new WebSocketLink(accepted, WebSocketRole.Server, WebSocketOptions.Default);

        // Unmasked, with much more behind it that will never be parsed.
        await raw.SendAsync((byte[])[.. Wire.Text("bare"), .. new byte[100_000]], stop);
        Assert.Equal(WebSocketCloseCode.ProtocolError, (await server.ReceiveAsync(stop)).CloseCode);
        Assert.Equal(WebSocketCloseKind.ProtocolViolation, server.CloseKind);

        byte[] answer = new byte[200];
        int length = 0, count;
        while ((count = await raw.ReceiveAsync(answer.AsMemory(length), stop)) > 0)
        {
            length += count;
        }

        Assert.StartsWith("Close 1002", Assert.Single(Frames.InboundRun.Of(answer.AsSpan(0, length), _ => 1)), StringComparison.Ordinal);
    });

    internal static async Task Echo(WebSocketLink server, CancellationToken stop)
    {
        while (true)
        {
            WebSocketMessage message = await server.ReceiveAsync(stop);
            if (message.IsClose)
            {
                return;
            }

            await server.SendAsync(message.Kind, message.Payload, stop);
        }
    }
}
