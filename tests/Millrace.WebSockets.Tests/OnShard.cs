using System.Net;
using Millrace.Shards;

namespace Millrace.WebSockets.Tests;

/// <summary>Runs a test's body on a shard of each kind, bounded in time.</summary>
internal static class OnShard
{
    public static TheoryData<ShardKind> Kinds => OperatingSystem.IsLinux() ? [ShardKind.Epoll, ShardKind.Portable] : [ShardKind.Portable];

    public static async Task Run(ShardKind kind, Func<Shard, CancellationToken, ValueTask> body)
    {
        using Shard shard = Shard.Start(new ShardOptions { Kind = kind, Name = "test" });
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(20));
        await shard.RunAsync(() => body(shard, timeout.Token)).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public static Task Run(Func<Shard, CancellationToken, ValueTask> body) => Run(ShardKind.Auto, body);

    /// <summary>Two ends of one TCP connection, both on the shard.</summary>
    public static async ValueTask<(TcpLink Client, TcpLink Server)> TcpPair(Shard shard, CancellationToken stop)
    {
        using TcpListener listener = shard.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        ValueTask<TcpLink> accepting = listener.AcceptAsync(stop);
        TcpLink client = await shard.ConnectAsync(listener.LocalEndPoint, stop);
        return (client, await accepting);
    }

    /// <summary>Two ends of one WebSocket connection over TCP, after a real handshake.</summary>
    public static async ValueTask<(WebSocketLink Client, WebSocketLink Server)> Pair(
        Shard shard, CancellationToken stop, WebSocketOptions? server = null, WebSocketOptions? client = null)
    {
        using TcpListener listener = shard.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        ValueTask<TcpLink> accepting = listener.AcceptAsync(stop);
        Task<WebSocketLink> connecting = WebSocketClient.ConnectAsync(
            shard,
            new Uri($"ws://127.0.0.1:{listener.LocalEndPoint.Port}/ws/test?x=1"),
            new WebSocketClientOptions { Connection = client ?? WebSocketOptions.Default },
            stop).AsTask();
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(
            await accepting, new WebSocketServerOptions { Connection = server ?? WebSocketOptions.Default }, stop);
        Assert.True(accept.IsAccepted, accept.Reason);
        return (await connecting, accept.Link);
    }
}
