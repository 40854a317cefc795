using System.Net.WebSockets;
using Millrace.Gateway.Host.Sessions;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host;

public sealed class SessionFailureTests
{
    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_failure_on_one_clients_message_ends_that_client_with_1011_and_is_logged(ShardKind kind)
    {
        FailingSessions sessions = new();
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, sessions);
        using ClientWebSocket other = await gateway.ConnectAsync();
        using RawClient client = await RawClient.OpenAsync(gateway.Port);
        await client.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Binary, "fail"u8));

        Assert.Equal(1011, await client.ReadCloseCodeAsync());
        await client.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Close, [0x03, 0xf3]));
        Assert.True(await client.IsEndedAsync());
        await EchoTests.AssertEchoesAsync(other, WebSocketMessageType.Text, "still here"u8.ToArray());
        await gateway.UntilAsync(() => gateway.Sum(c => c.Open) == 1);
        Assert.Equal((2, 1), (sessions.Opened, sessions.Closed));
        Assert.Contains("error Millrace.Gateway[2004] The connection from 127.0.0.1:", gateway.CloseLog(), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_failure_as_a_client_opens_ends_that_client_and_leaves_nothing_behind(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, new UnopenableSessions());
        using RawClient client = await RawClient.OpenAsync(gateway.Port);

        Assert.True(await client.IsEndedAsync());
        await gateway.UntilAsync(() => gateway.Server.Health.Detail.StartsWith("connections 0 ", StringComparison.Ordinal));
        Assert.Equal((1, 0), (gateway.Sum(c => c.Opened), gateway.Sum(c => c.Open)));
    }

    private sealed class UnopenableSessions : ClientSessions
    {
        public override void OnOpen(ClientConnection client) => throw new InvalidOperationException("as the test wants");

        public override ValueTask OnMessageAsync(ClientConnection client, in WebSocketMessage message) => default;
    }

    private sealed class FailingSessions : ClientSessions
    {
        private int _opened;
        private int _closed;

        public int Opened => Volatile.Read(ref _opened);

        public int Closed => Volatile.Read(ref _closed);

        public override void OnOpen(ClientConnection client) => Interlocked.Increment(ref _opened);

        public override void OnClose(ClientConnection client, WebSocketCloseKind kind) => Interlocked.Increment(ref _closed);

        public override ValueTask OnMessageAsync(ClientConnection client, in WebSocketMessage message) =>
            message.Kind == WebSocketMessageKind.Binary
                ? throw new InvalidOperationException("as the test wants")
                : client.SendAsync(message.Kind, message.Payload);
    }
}
