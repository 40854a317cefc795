using System.Threading.Tasks.Sources;
using Millrace.Shards;

namespace Millrace.WebSockets.Tests;

public sealed class AllocationTests
{
    private const bool IsDebug =
#if DEBUG
        true;
#else
        false;
#endif

    [Fact]
    public Task Ping_pong_on_many_suspended_connections_allocates_nothing() => OnShard.Run(ShardKind.Auto, async (shard, stop) =>
    {
        const int pairs = 50, messages = 20;
        var clients = new WebSocketLink[pairs];
        for (int i = 0; i < pairs; i++)
        {
            (clients[i], WebSocketLink server) = await OnShard.Pair(shard, stop);
            _ = WebSocketLinkTests.Echo(server, CancellationToken.None);
        }

        byte[] payload = new byte[64];
        long least = long.MaxValue;
        var receiving = new ValueTask<WebSocketMessage>[pairs];

        // Unoptimised code boxes awaiters, so the first rounds allocate; the least of many rounds is the steady state.
        for (int round = 0; round < 200 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int message = 0; message < messages; message++)
            {
                for (int i = 0; i < pairs; i++)
                {
                    clients[i].TrySend(WebSocketMessageKind.Binary, payload);
#pragma warning disable CA2012 // Each is awaited once, below.
                    receiving[i] = clients[i].ReceiveAsync(CancellationToken.None);
#pragma warning restore CA2012
                }

                for (int i = 0; i < pairs; i++)
                {
                    await receiving[i];
                }
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    });

    [Fact]
    public Task Sends_that_wait_for_room_allocate_nothing() => OnShard.Run(ShardKind.Auto, async (shard, stop) =>
    {
        Assert.SkipWhen(IsDebug, "In a debug build the compiler makes each async method's state an object of its own, 88 bytes a send; the Release build is what ships.");
        var options = new WebSocketOptions { MaxSendQueueMessages = 8 };
        (WebSocketLink client, WebSocketLink server) = await OnShard.Pair(shard, stop, options);
        byte[] payload = new byte[60_000];
        _ = Send();
        long least = long.MaxValue, bytes = 0;
        for (int round = 0; round < 200 && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 50; i++)
            {
                bytes += (await client.ReceiveAsync(CancellationToken.None)).Payload.Length;
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);

        async Task Send()
        {
            while (server.IsOpen)
            {
                await server.SendAsync(WebSocketMessageKind.Binary, payload, CancellationToken.None);
            }
        }
    });

    [Fact]
    public Task An_idle_connection_that_waits_costs_little() => OnShard.Run(ShardKind.Auto, (shard, stop) =>
    {
        var link = new IdleLink(shard);
        long least = long.MaxValue;
        for (int i = 0; i < 100; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            var server = new WebSocketLink(link, WebSocketRole.Server, WebSocketOptions.Default);
#pragma warning disable CA2012 // It never completes; what counts is what it costs to wait.
            _ = server.ReceiveAsync(stop);
#pragma warning restore CA2012
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(0, server.HeldBytes);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{least} bytes a connection");
        Assert.InRange(least, 1, 768);
        return default;
    });

    /// <summary>A link on which nothing ever arrives, shared by all, so that only the connection's own bytes are counted.</summary>
    private sealed class IdleLink(Shard shard) : Link, IValueTaskSource
    {
        public override Shard Shard => shard;

        public override ValueTask WaitReadableAsync(CancellationToken cancellationToken = default) => new(this, 0);

        public override int TryReceive(Span<byte> destination) => -1;

        public override int TrySend(ReadOnlySpan<byte> source) => 0;

        public override ValueTask WaitWritableAsync(CancellationToken cancellationToken = default) => new(this, 0);

        public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken = default) => default;

        public override void Abort()
        {
        }

        public override void Dispose()
        {
        }

        public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Pending;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
        {
        }

        public void GetResult(short token) => throw new NotSupportedException();
    }
}
