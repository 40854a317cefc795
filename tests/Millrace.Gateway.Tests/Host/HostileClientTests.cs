using System.Net.WebSockets;
using Millrace.Gateway.Host.Admission;
using Millrace.Gateway.Host.Metrics;
using Millrace.Shards;
using Millrace.Testing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host;

/// <summary>What a broken or hostile client does costs that client's connection, and nobody else's.</summary>
public sealed class HostileClientTests
{
    [Theory(Timeout = 120_000), BothKinds]
    public async Task An_unmasked_frame_ends_its_connection_with_1002(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        await AssertEndedAsync(gateway, 1002, RawClient.Frame(RawClient.Fin | RawClient.Text, "hi"u8, masked: false));
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_message_above_the_limit_ends_its_connection_with_1009_before_it_is_read(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { MaxMessageBytes = 1000 });
        byte[] frame = RawClient.Frame(RawClient.Fin | RawClient.Binary, new byte[1001]);
        await AssertEndedAsync(gateway, 1009, frame[..8]);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Fragments_without_end_end_with_1009_at_the_limit(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { MaxMessageBytes = 1000 });
        byte[] start = RawClient.Frame(RawClient.Binary, new byte[100]);
        byte[] more = RawClient.Frame(RawClient.Continuation, new byte[100]);
        await AssertEndedAsync(gateway, 1009, [.. start, .. Enumerable.Repeat(more, 10).SelectMany(frame => frame)]);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Text_that_is_not_utf8_ends_with_1007(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        await AssertEndedAsync(gateway, 1007, RawClient.Frame(RawClient.Fin | RawClient.Text, [0xff, 0xfe]));
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Garbage_after_the_handshake_ends_with_1002(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        await AssertEndedAsync(gateway, 1002, "GET / HTTP/1.1\r\n\r\n"u8.ToArray());
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_client_that_leaves_in_the_middle_of_a_frame_is_counted_as_vanished(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        using ClientWebSocket other = await gateway.ConnectAsync();
        using (RawClient client = await RawClient.OpenAsync(gateway.Port))
        {
            await client.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Text, "cut here"u8).AsMemory(0, 8));
            client.ShutdownSend();
            Assert.True(await client.IsEndedAsync());
        }

        await gateway.UntilAsync(() => gateway.Sum(c => c.Closed[(int)WebSocketCloseKind.Vanished]) == 1);
        await AssertEchoesAsync(other);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Garbage_instead_of_a_handshake_is_refused(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        using ClientWebSocket other = await gateway.ConnectAsync();
        using RawClient client = await RawClient.ConnectNewAsync(gateway.Port);
        await client.SendAsync("\u0016\u0003\u0001 garbage \r\n\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 400 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await AssertEchoesAsync(other);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Handshake]) == 1);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_head_without_end_is_refused_at_its_limit(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { MaxHeadBytes = 600 });
        using RawClient client = await RawClient.ConnectNewAsync(gateway.Port);
        await client.SendAsync(RawClient.Upgrade(extra: $"X-Long: {new string('x', 600)}\r\n"));

        Assert.StartsWith("HTTP/1.1 431 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public Task A_handshake_that_drips_is_cut_at_the_timeout(ShardKind kind) => Patience.WithAsync(TimeSpan.FromMilliseconds(150), async limit =>
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { HandshakeTimeout = limit });
        using ClientWebSocket other = await gateway.ConnectAsync();
        using RawClient client = await RawClient.ConnectNewAsync(gateway.Port);
        await client.SendAsync(RawClient.Upgrade().AsMemory(0, 40));

        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Timeout]) == 1);
        await AssertEchoesAsync(other);
        await gateway.UntilAsync(() => gateway.Server.Health.Detail == "connections 1 of 100000");
    });

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_client_that_never_reads_is_evicted_and_the_server_holds_a_bounded_part_of_what_it_sent(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with
        {
            SendTimeout = TimeSpan.FromMilliseconds(300),
            MaxMessageBytes = 64 * 1024,
            MaxSendQueueBytes = 256 * 1024,
        });
        using ClientWebSocket other = await gateway.ConnectAsync();
        using RawClient client = await RawClient.OpenAsync(gateway.Port, receiveBuffer: 4096);
        Task flood = FloodAsync(client);

        await gateway.UntilAsync(() => gateway.Sum(c => c.Closed[(int)WebSocketCloseKind.SlowConsumer]) == 1);
        await flood;

        // Echoed and not yet taken is at most the queue and what the two kernels' buffers hold.
        Assert.InRange(gateway.Sum(c => c.BytesIn), 256 * 1024, 16 * 1024 * 1024);
        await AssertEchoesAsync(other);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Open) == 1);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public Task A_client_that_closes_and_never_reads_what_waits_for_it_gives_its_seat_back(ShardKind kind) => Patience.WithAsync(TimeSpan.FromMilliseconds(300), async limit =>
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with
        {
            SendTimeout = limit,
            MaxSendQueueBytes = 64 * 1024 * 1024,
        });
        using RawClient client = await RawClient.OpenAsync(gateway.Port, receiveBuffer: 4096);
        byte[] frame = RawClient.Frame(RawClient.Fin | RawClient.Binary, new byte[60_000]);
        for (int i = 0; i < 250; i++)
        {
            await client.SendAsync(frame);
        }

        await client.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Close, [0x03, 0xe8]));
        await gateway.UntilAsync(() => gateway.Server.Health.Detail == "connections 0 of 100000");
        Assert.Equal((1, 0), (gateway.Sum(c => c.Closed[(int)WebSocketCloseKind.ByPeer]), gateway.Sum(c => c.Open)));
    });

    // Sends until the server, which stops reading once its queue is full, drops the connection.
    private static async Task FloodAsync(RawClient client)
    {
        byte[] frame = RawClient.Frame(RawClient.Fin | RawClient.Binary, new byte[60_000]);
        try
        {
            while (true)
            {
                await client.SendAsync(frame);
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Expected: the eviction.
        }
    }

    private static async Task AssertEndedAsync(GatewayInTest gateway, int code, byte[] bytes)
    {
        using ClientWebSocket other = await gateway.ConnectAsync();
        using RawClient client = await RawClient.OpenAsync(gateway.Port);
        await client.SendAsync(bytes);

        Assert.Equal(code, await client.ReadCloseCodeAsync());
        client.ShutdownSend();
        Assert.True(await client.IsEndedAsync());
        await AssertEchoesAsync(other);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Violations[code - GatewayCounters.FirstCloseCode]) == 1);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Open) == 1);
    }

    private static Task AssertEchoesAsync(ClientWebSocket other) =>
        EchoTests.AssertEchoesAsync(other, WebSocketMessageType.Text, "still here"u8.ToArray());
}
