namespace Millrace.Shards.Tests;

/// <summary>Runs a test's body on a shard of each kind, bounded in time.</summary>
internal static class OnShard
{
    public static TheoryData<ShardKind> Kinds => OperatingSystem.IsLinux() ? [ShardKind.Epoll, ShardKind.Portable] : [ShardKind.Portable];

    public static async Task Run(ShardKind kind, Func<Shard, CancellationToken, ValueTask> body)
    {
        using Shard shard = Shard.Start(new ShardOptions { Kind = kind, Name = "test" });
        using CancellationTokenSource timeout = new(TimeSpan.FromSeconds(60));
        await shard.RunAsync(() => body(shard, timeout.Token)).WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);
    }

    /// <summary>Two ends of one connection, both on the shard.</summary>
    public static async ValueTask<(TcpLink Client, TcpLink Server)> Pair(Shard shard, CancellationToken cancellationToken)
    {
        using TcpListener listener = shard.Listen(new(System.Net.IPAddress.Loopback, 0));
        ValueTask<TcpLink> accepting = listener.AcceptAsync(cancellationToken);
        TcpLink client = await shard.ConnectAsync(listener.LocalEndPoint, cancellationToken);
        return (client, await accepting);
    }
}
