using System.Net.WebSockets;
using Millrace.Gateway.Host.Admission;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host;

public sealed class DrainTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Everyone_gets_1001_and_the_drain_ends_when_the_last_has_left(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        ClientWebSocket[] clients = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.ConnectAsync()));
        Task<bool> drain = gateway.Server.DrainAsync(TimeSpan.FromSeconds(20), Stopping).AsTask();
        foreach (ClientWebSocket client in clients)
        {
            ValueWebSocketReceiveResult received = await client.ReceiveAsync(Memory<byte>.Empty, Stopping);
            Assert.Equal(WebSocketMessageType.Close, received.MessageType);
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
            Assert.False(drain.IsCompleted);
        }

        foreach (ClientWebSocket client in clients)
        {
            await client.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, Stopping);
            client.Dispose();
        }

        Assert.True(await drain);
        Assert.Equal(8, gateway.Sum(c => c.Closed[(int)WebSocketCloseKind.ByUs]));
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Who_does_not_leave_is_cut_off_after_the_drain_time(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        using RawClient client = await RawClient.OpenAsync(gateway.Port);

        Assert.False(await gateway.Server.DrainAsync(TimeSpan.FromMilliseconds(100), Stopping));
        Assert.Equal(1001, await client.ReadCloseCodeAsync());
        Assert.True(await client.IsEndedAsync());
        await gateway.UntilAsync(() => gateway.Sum(c => c.Open) == 0);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Who_comes_while_it_drains_gets_503(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        using RawClient stays = await RawClient.OpenAsync(gateway.Port);
        Task<bool> drain = gateway.Server.DrainAsync(TimeSpan.FromSeconds(20), Stopping).AsTask();
        using RawClient late = await RawClient.ConnectNewAsync(gateway.Port);
        await late.SendAsync(RawClient.Upgrade());
        string answer = await late.ReadHeadAsync();

        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: ", answer, StringComparison.OrdinalIgnoreCase);
        Assert.False(gateway.Server.Health.IsReady);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Draining]) == 1);
        stays.Dispose();
        await drain;
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task With_nobody_there_a_drain_ends_at_once(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);

        Assert.True(await gateway.Server.DrainAsync(TimeSpan.FromSeconds(20), Stopping));
    }
}
