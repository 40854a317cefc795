using System.Runtime.InteropServices;
using System.Text;
using Millrace.Shards;
using Millrace.Testing;
using Millrace.WebSockets.Frames;
using Millrace.WebSockets.Tests.Frames;

namespace Millrace.WebSockets.Tests;

/// <summary>What a connection does with every segmentation, full transports and clocks, over a link without a socket.</summary>
public sealed class ConnectionRulesTests
{
    private const uint Key = 0x1234ABCD;

    private static readonly WebSocketOptions s_small = new()
    {
        MaxMessageBytes = 125,
        MaxSendQueueBytes = 1000,
        SendTimeout = TimeSpan.FromMilliseconds(100),
        CloseTimeout = TimeSpan.FromMilliseconds(100),
    };

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000_000)]
    public Task Segments_of_any_size_give_the_same_messages(int piece) => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, WebSocketOptions.Default);
        byte[] large = new byte[100_000];
        link.Arrive([.. Wire.Text("one", Key), .. Wire.Text("tw", Key, fin: false), .. Wire.Frame(Opcode.Ping, "?"u8, Key), .. Wire.Rest("o", Key), .. Wire.Frame(Opcode.Binary, large, Key)], piece);
        Assert.Equal("one", (await server.ReceiveAsync(stop)).ToString());
        Assert.Equal("two", (await server.ReceiveAsync(stop)).ToString());
        Assert.Equal(100_000, (await server.ReceiveAsync(stop)).Payload.Length);
        ValueTask<WebSocketMessage> idle = server.ReceiveAsync(stop);
        Assert.Equal(0, server.HeldBytes);
        Assert.Equal(["Pong 3F"], SentBy(link));
        link.End();
        Assert.True((await idle).IsClose);
    });

    [Fact]
    public Task Frames_of_one_read_are_served_without_another_wait() => OnShard.Run((shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, WebSocketOptions.Default);
        link.Arrive([.. Enumerable.Range(0, 5).SelectMany(i => Wire.Text($"m{i}", Key))]);
        for (int i = 0; i < 5; i++)
        {
            ValueTask<WebSocketMessage> receiving = server.ReceiveAsync(stop);
            Assert.True(receiving.IsCompletedSuccessfully);
            Assert.Equal($"m{i}", receiving.GetAwaiter().GetResult().ToString());
        }

        return default;
    });

    [Fact]
    public Task Sends_of_one_turn_share_one_system_call() => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, WebSocketOptions.Default);
        for (int i = 0; i < 100; i++)
        {
            Assert.True(server.TrySend(WebSocketMessageKind.Text, "x"u8));
        }

        Assert.Equal(0, link.SendCalls);

        // A timer that is due already fires before the end of the same turn; the second one can not.
        await shard.Delay(TimeSpan.FromMilliseconds(1), stop);
        await shard.Delay(TimeSpan.FromMilliseconds(1), stop);
        Assert.Equal(1, link.SendCalls);
        Assert.Equal(100, SentBy(link).Count);
        Assert.Equal(0, server.HeldBytes);
    });

    [Fact]
    public Task A_receive_that_waits_flushes_first() => OnShard.Run((shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, WebSocketOptions.Default);
        server.TrySend(WebSocketMessageKind.Text, "x"u8);
        _ = server.ReceiveAsync(stop).AsTask();
        Assert.Equal(1, link.SendCalls);
        return default;
    });

    [Fact]
    public Task A_flood_lets_other_work_of_the_shard_run() => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, WebSocketOptions.Default);
        link.Arrive([.. Enumerable.Range(0, 200).SelectMany(_ => Wire.Text("flood", Key))], piece: Wire.Text("flood", Key).Length);
        int received = 0, othersRanAt = 0;
        shard.Post(_ => othersRanAt = received, null);
        while (received < 200)
        {
            await server.ReceiveAsync(stop);
            received++;
        }

        Assert.InRange(othersRanAt, 1, 32);
    });

    [Fact]
    public Task A_send_into_a_full_queue_waits_for_room() => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small with { SendTimeout = TimeSpan.FromSeconds(30) });
        link.Room = 0;
        byte[] payload = new byte[120];
        int queued = 0;
        while (server.TrySend(WebSocketMessageKind.Binary, payload))
        {
            queued++;
        }

        Assert.Equal((8, 8 * 122), (queued, server.QueuedBytes));
        payload[0] = 1;
        Task first = server.SendAsync(WebSocketMessageKind.Binary, payload.ToArray(), stop).AsTask();
        payload[0] = 2;
        Task second = server.SendAsync(WebSocketMessageKind.Binary, payload.ToArray(), stop).AsTask();
        using var cancel = new CancellationTokenSource();
        Task third = server.SendAsync(WebSocketMessageKind.Binary, payload, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        link.Drain(122);
        Assert.False(first.IsCompleted);
        Assert.False(server.TrySend(WebSocketMessageKind.Binary, default));
        link.Drain(int.MaxValue);
        await first;
        await second;
        await server.FlushAsync(stop);
        List<string> sent = SentBy(link);
        Assert.Equal(10, sent.Count);
        Assert.StartsWith("Binary 01", sent[8], StringComparison.Ordinal);
        Assert.StartsWith("Binary 02", sent[9], StringComparison.Ordinal);
    });

    [Fact]
    public Task A_ping_is_answered_ahead_of_a_full_queue() => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small with { SendTimeout = TimeSpan.FromSeconds(30) });
        link.Room = 5;
        while (server.TrySend(WebSocketMessageKind.Binary, new byte[100]))
        {
        }

        for (int i = 0; i < 1000; i++)
        {
            link.Arrive(Wire.Frame(Opcode.Ping, [(byte)i], Key));
        }

        Task receiving = server.ReceiveAsync(stop).AsTask();
        while (!link.IsWaitedFor)
        {
            await shard.Delay(TimeSpan.FromMilliseconds(1), stop);
        }

        Assert.InRange(server.HeldBytes, 1, 2 * ShardBuffers.Size);
        link.Drain(int.MaxValue);
        List<string> sent = SentBy(link);
        Assert.Equal("Pong E7", sent[1]);
        Assert.Single(sent, line => line.StartsWith("Pong", StringComparison.Ordinal));
        link.End();
        await receiving;
    });

    [Fact]
    public Task A_message_that_can_never_be_queued_is_refused_by_name() => OnShard.Run((shard, stop) =>
    {
        (MemoryLink _, WebSocketLink server) = Server(shard, s_small);
        Assert.Contains("MaxSendQueueBytes", Assert.Throws<ArgumentException>(() => server.TrySend(WebSocketMessageKind.Text, new byte[1000])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => server.TrySend(WebSocketMessageKind.Close, default));
        return default;
    });

    [Fact]
    public Task A_peer_that_never_reads_is_evicted_and_counted_as_such() => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small);
        link.Room = 10;
        ValueTask<WebSocketMessage> receiving = server.ReceiveAsync(stop);
        while (server.TrySend(WebSocketMessageKind.Binary, new byte[100]))
        {
        }

        Task blocked = server.SendAsync(WebSocketMessageKind.Binary, new byte[100], stop).AsTask();
        Assert.InRange(server.HeldBytes, 1, ShardBuffers.Size);
        long started = Shard.Now;
        WebSocketMessage end = await receiving;
        Assert.True(Shard.Now - started >= Shard.TicksPerSecond / 20);
        Assert.Equal((true, WebSocketCloseCode.TryAgainLater, WebSocketCloseKind.SlowConsumer), (end.IsClose, end.CloseCode, server.CloseKind));
        Assert.True(link.IsAborted);
        Assert.Equal(0, server.HeldBytes);
        WebSocketClosedException failure = await Assert.ThrowsAsync<WebSocketClosedException>(() => blocked);
        Assert.Equal(WebSocketCloseKind.SlowConsumer, failure.CloseKind);
    });

    [Fact]
    public Task A_peer_that_takes_a_byte_now_and_then_is_evicted_too() => Patience.WithAsync(TimeSpan.FromMilliseconds(300), limit => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small with { SendTimeout = limit });
        link.Room = 0;
        Task<WebSocketMessage> receiving = server.ReceiveAsync(stop).AsTask();
        while (server.TrySend(WebSocketMessageKind.Binary, new byte[100]))
        {
        }

        while (!receiving.IsCompleted)
        {
            link.Drain(1);
            await shard.Delay(limit / 30, stop);
        }

        Assert.Equal(WebSocketCloseCode.TryAgainLater, (await receiving).CloseCode);
        Assert.Equal(WebSocketCloseKind.SlowConsumer, server.CloseKind);
        Assert.InRange(link.Sent.Count, 20, 500);
        Assert.Equal(0, server.HeldBytes);
    }));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_send_that_fails_as_nobody_expected_ends_its_connection_and_not_the_shard(bool isBlocked) => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small with { SendTimeout = TimeSpan.FromSeconds(30) });
        link.Room = isBlocked ? 0 : int.MaxValue;
        Task<WebSocketMessage> receiving = server.ReceiveAsync(stop).AsTask();
        var failure = new InvalidDataException("mine");
        if (isBlocked)
        {
            server.TrySend(WebSocketMessageKind.Text, "waits"u8);
            await shard.Delay(TimeSpan.FromMilliseconds(5), stop);
        }

        link.SendFailure = failure;
        server.TrySend(WebSocketMessageKind.Text, "fails"u8);
        link.Drain(int.MaxValue);

        Assert.True((await receiving).IsClose);
        Assert.Equal(WebSocketCloseKind.TransportFailed, server.CloseKind);
        Assert.Same(failure, server.CloseError);
        Assert.Equal(0, server.HeldBytes);
    });

    [Fact]
    public Task A_close_that_is_not_answered_ends_in_time() => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small);
        await server.CloseAsync(WebSocketCloseCode.GoingAway, "bye", stop);
        Assert.Equal(WebSocketCloseKind.CloseTimeout, server.CloseKind);
        Assert.True(link.IsAborted);
        Assert.Equal(["Close 1001 627965"], SentBy(link));
    });

    [Fact]
    public Task Data_that_crosses_our_close_frame_is_discarded_and_its_pings_are_not_answered() => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small);
        Task closing = server.CloseAsync(cancellationToken: stop).AsTask();
        link.Arrive([.. Wire.Text("late", Key), .. Wire.Frame(Opcode.Ping, [], Key), .. Wire.Close(1000, "", Key)]);
        await closing;
        Assert.Equal(WebSocketCloseKind.ByUs, server.CloseKind);
        Assert.Equal(["Close 1000 "], SentBy(link));
        Assert.True(link.IsDisposed);
        Assert.False(link.IsAborted);
    });

    [Fact]
    public Task A_close_without_a_code_is_answered_without_one() => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small);
        link.Arrive(Wire.Frame(Opcode.Close, [], Key));
        Assert.Equal(WebSocketCloseCode.NoStatus, (await server.ReceiveAsync(stop)).CloseCode);
        Assert.Equal([(byte)0x88, (byte)0], link.Sent);
    });

    [Fact]
    public Task A_server_that_answers_a_close_shuts_its_half_down_before_it_closes() => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small);
        link.Arrive(Wire.Close(1000, "", Key));
        Assert.True((await server.ReceiveAsync(stop)).IsClose);
        await server.CloseAsync(cancellationToken: stop);
        Assert.True(link.IsShutDown && link.IsDisposed && !link.IsAborted);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_peer_that_closes_and_takes_no_more_holds_nobody_up(bool resets) => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small with { SendTimeout = TimeSpan.FromMinutes(1) });
        link.Room = 10;
        byte[] payload = new byte[100];
        while (server.TrySend(WebSocketMessageKind.Binary, payload))
        {
        }

        Task waiting = server.SendAsync(WebSocketMessageKind.Binary, payload, stop).AsTask();
        Task flushing = server.FlushAsync(stop).AsTask();
        link.Arrive(Wire.Close(1000, "", Key));
        Assert.True((await server.ReceiveAsync(stop)).IsClose);
        if (resets)
        {
            link.Abort();
        }

        await server.CloseAsync(cancellationToken: stop).AsTask().WaitAsync(TimeSpan.FromSeconds(5), stop);
        await Assert.ThrowsAsync<WebSocketClosedException>(() => waiting);
        await Assert.ThrowsAsync<WebSocketClosedException>(() => flushing);
        Assert.Equal((WebSocketCloseKind.ByPeer, true, 0), (server.CloseKind, link.IsDisposed, server.HeldBytes));
    });

    [Fact]
    public Task A_silent_peer_is_pinged_and_dropped_while_a_receive_waits() => OnShard.Run(async (shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(
            shard, s_small with { KeepAliveInterval = TimeSpan.FromMilliseconds(100), KeepAliveTimeout = TimeSpan.FromMilliseconds(100) });
        Assert.True((await server.ReceiveAsync(stop)).IsClose);
        Assert.Equal(WebSocketCloseKind.KeepAliveTimeout, server.CloseKind);
        Assert.Equal(["Ping "], SentBy(link));
    });

    [Fact]
    public Task A_client_masks_and_its_server_must_not() => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        var client = new WebSocketLink(link, WebSocketRole.Client, s_small);
        client.TrySend(WebSocketMessageKind.Text, "hello"u8);
        link.Arrive(Wire.Text("masked", Key));
        WebSocketMessage end = await client.ReceiveAsync(stop);
        Assert.Equal(WebSocketCloseCode.ProtocolError, end.CloseCode);
        List<string> sent = InboundRun.Of(CollectionsMarshal.AsSpan(link.Sent), _ => 1, expectMask: true);
        Assert.Equal("Text " + Convert.ToHexString("hello"u8), sent[0]);
        Assert.StartsWith("Close 1002", sent[1], StringComparison.Ordinal);
        Assert.True(link.IsShutDown);
    });

    [Fact]
    public Task What_was_queued_before_a_dispose_is_still_handed_over() => OnShard.Run((shard, stop) =>
    {
        (MemoryLink link, WebSocketLink server) = Server(shard, s_small);
        server.TrySend(WebSocketMessageKind.Text, "last"u8);
        server.Dispose();
        server.Dispose();
        Assert.Equal(["Text " + Convert.ToHexString(Encoding.UTF8.GetBytes("last"))], SentBy(link));
        Assert.True(link.IsDisposed);
        return default;
    });

    private static (MemoryLink Link, WebSocketLink Server) Server(Shard shard, WebSocketOptions options)
    {
        var link = new MemoryLink(shard);
        return (link, new WebSocketLink(link, WebSocketRole.Server, options));
    }

    private static List<string> SentBy(MemoryLink link) => InboundRun.Of(CollectionsMarshal.AsSpan(link.Sent), _ => link.Sent.Count);
}
