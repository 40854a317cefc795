using System.Net.WebSockets;
using System.Text;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host;

public sealed class EchoTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Text_and_binary_come_back_in_kind(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        using ClientWebSocket client = await gateway.ConnectAsync();

        await AssertEchoesAsync(client, WebSocketMessageType.Text, "grüß dich"u8.ToArray());
        await AssertEchoesAsync(client, WebSocketMessageType.Binary, [0, 255, 1]);
        await AssertEchoesAsync(client, WebSocketMessageType.Text, []);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_message_of_the_largest_size_comes_back_whole(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        using ClientWebSocket client = await gateway.ConnectAsync();
        byte[] large = new byte[1024 * 1024];
        new Random(1).NextBytes(large);

        await AssertEchoesAsync(client, WebSocketMessageType.Binary, large);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Fragments_come_back_as_one_message_though_a_ping_stands_between_them(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        using RawClient client = await RawClient.OpenAsync(gateway.Port);
        await client.SendAsync(RawClient.Frame(RawClient.Text, "one "u8));
        await client.SendAsync(RawClient.Frame(RawClient.Fin | 9, "ping"u8));
        await client.SendAsync(RawClient.Frame(RawClient.Continuation, "two "u8));
        await client.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Continuation, "three"u8));

        (byte first, byte[] payload) = await client.ReadFrameAsync();
        Assert.Equal(RawClient.Fin | 10, first);
        Assert.Equal("ping"u8, payload);
        (first, payload) = await client.ReadFrameAsync();
        Assert.Equal(RawClient.Fin | RawClient.Text, first);
        Assert.Equal("one two three"u8, payload);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Messages_sent_at_once_come_back_in_order(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        using RawClient client = await RawClient.OpenAsync(gateway.Port);
        byte[] all = [.. Enumerable.Range(0, 1000).SelectMany(i => RawClient.Frame(RawClient.Fin | RawClient.Text, Encoding.ASCII.GetBytes($"{i}")))];
        await client.SendAsync(all);

        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal($"{i}", Encoding.ASCII.GetString((await client.ReadFrameAsync()).Payload));
        }

        Assert.Equal((1000, 1000), (gateway.Sum(c => c.MessagesIn), gateway.Sum(c => c.MessagesOut)));
        Assert.Equal((2890, 2890), (gateway.Sum(c => c.BytesIn), gateway.Sum(c => c.BytesOut)));
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_client_that_closes_gets_its_code_back_and_its_seat_is_free(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        using ClientWebSocket client = await gateway.ConnectAsync();
        await client.CloseAsync((WebSocketCloseStatus)3001, "bye", Stopping);

        Assert.Equal((WebSocketCloseStatus)3001, client.CloseStatus);
        await gateway.UntilAsync(() => gateway.Server.Health.Detail == "connections 0 of 100000");
        Assert.Equal((1, 0), (gateway.Sum(c => c.Opened), gateway.Sum(c => c.Open)));
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task The_first_subprotocol_of_the_server_that_the_client_speaks_is_agreed_on(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { Subprotocols = ["b", "a"] });
        using ClientWebSocket client = await gateway.ConnectAsync(options =>
        {
            options.AddSubProtocol("a");
            options.AddSubProtocol("b");
        });

        Assert.Equal("b", client.SubProtocol);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Many_clients_at_once_each_get_their_own_echo(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async n =>
        {
            using ClientWebSocket client = await gateway.ConnectAsync();
            for (int i = 0; i < 20; i++)
            {
                byte[] message = Encoding.ASCII.GetBytes($"client {n} message {i}");
                await AssertEchoesAsync(client, WebSocketMessageType.Text, message);
            }
        }));

        Assert.Equal(1000, gateway.Sum(c => c.MessagesIn));
    }

    internal static async Task AssertEchoesAsync(ClientWebSocket client, WebSocketMessageType type, byte[] message)
    {
        await client.SendAsync(message, type, endOfMessage: true, Stopping);
        using MemoryStream echo = new();
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult result;
        do
        {
            result = await client.ReceiveAsync(buffer.AsMemory(), Stopping);
            echo.Write(buffer, 0, result.Count);
        }
        while (!result.EndOfMessage);

        Assert.Equal(type, result.MessageType);
        Assert.Equal(message, echo.ToArray());
    }
}
