using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Tests;

public sealed class TcpLinkTests
{
    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Bytes_arrive_in_order_and_whole(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        byte[] sent = new byte[3_000_000];
        new Random(7).NextBytes(sent);
        ValueTask sending = client.SendAsync(sent, stop);

        byte[] received = new byte[sent.Length];
        int total = 0;
        while (total < received.Length)
        {
            int count = await server.ReceiveAsync(received.AsMemory(total, Math.Min(50_000, received.Length - total)), stop);
            Assert.True(count > 0);
            Assert.True(shard.IsCurrent);
            total += count;
        }

        await sending;
        Assert.Equal(sent, received);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_full_send_buffer_takes_no_more_until_the_peer_reads(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        byte[] chunk = new byte[64 * 1024];
        long sent = 0;
        int refusals = 0;
        while (refusals < 3)
        {
            // The kernel moves bytes to the peer's receive buffer in the background, so "full" must hold more than once.
            int taken = client.TrySend(chunk);
            sent += taken;
            refusals = taken == 0 ? refusals + 1 : 0;
            Assert.True(sent < 1L << 30, "the socket never filled");
        }

        ValueTask writable = client.WaitWritableAsync(stop);
        Assert.False(writable.IsCompleted);
        byte[] drain = new byte[256 * 1024];
        long read = 0;
        while (read < sent)
        {
            read += await server.ReceiveAsync(drain, stop);
        }

        await writable;
        Assert.Equal(sent, read);
        Assert.True(client.TrySend(chunk) > 0);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Half_close_ends_one_direction_only(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        await client.SendAsync("question"u8.ToArray(), stop);
        await client.ShutdownSendAsync(stop);

        byte[] buffer = new byte[100];
        Assert.Equal("question", System.Text.Encoding.ASCII.GetString(buffer, 0, await server.ReceiveAsync(buffer, stop)));
        Assert.Equal(0, await server.ReceiveAsync(buffer, stop));
        Assert.Equal(0, server.TryReceive(buffer));

        await server.SendAsync("answer"u8.ToArray(), stop);
        Assert.Equal("answer", System.Text.Encoding.ASCII.GetString(buffer, 0, await client.ReceiveAsync(buffer, stop)));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_reset_after_the_end_of_the_stream_is_heard_of_without_a_receive(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        await client.ShutdownSendAsync(stop);
        Assert.Equal(0, await server.ReceiveAsync(new byte[10], stop));
        ValueTask broken = server.WaitBrokenAsync(stop);
        Assert.False(broken.IsCompleted);
        client.Abort();
        await broken;
        await server.WaitBrokenAsync(stop); // it stays so
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_good_end_of_both_directions_breaks_nothing_and_closing_ends_the_wait_for_it(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        Task broken = server.WaitBrokenAsync(stop).AsTask();
        await client.ShutdownSendAsync(stop);
        Assert.Equal(0, await server.ReceiveAsync(new byte[10], stop));
        await server.ShutdownSendAsync(stop);
        Assert.Equal(0, await client.ReceiveAsync(new byte[10], stop));
        Assert.False(broken.IsCompleted);
        server.Dispose();
        Assert.Equal(LinkError.Closed, (await Assert.ThrowsAsync<LinkException>(() => broken)).Error);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task An_abort_reaches_the_peer_as_a_reset(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        ValueTask<int> receiving = server.ReceiveAsync(new byte[10], stop);
        client.Abort();
        LinkException failure = await Assert.ThrowsAsync<LinkException>(async () => await receiving);
        Assert.Equal(LinkError.Reset, failure.Error);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Sending_to_a_peer_that_reset_fails_as_reset(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        client.Abort();
        await server.WaitReadableAsync(stop);
        LinkException failure = await Assert.ThrowsAsync<LinkException>(async () =>
        {
            while (true)
            {
                await server.SendAsync(new byte[1000], stop);
            }
        });
        Assert.Equal(LinkError.Reset, failure.Error);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Closing_fails_what_awaits_the_link(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, _) = await OnShard.Pair(shard, stop);
        ValueTask<int> receiving = client.ReceiveAsync(new byte[10], stop);
        client.Dispose();
        client.Dispose();
        Assert.Equal(LinkError.Closed, (await Assert.ThrowsAsync<LinkException>(async () => await receiving)).Error);
        Assert.Equal(LinkError.Closed, Assert.Throws<LinkException>(() => client.TrySend(new byte[1])).Error);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_cancelled_receive_leaves_the_link_usable(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        for (int round = 0; round < 3; round++)
        {
            using CancellationTokenSource cancel = new();
            ValueTask<int> receiving = server.ReceiveAsync(new byte[10], cancel.Token);
            Task<int> task = receiving.AsTask();
            _ = Task.Run(cancel.Cancel, stop);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }

        await client.SendAsync("still here"u8.ToArray(), stop);
        byte[] buffer = new byte[20];
        Assert.Equal(10, await server.ReceiveAsync(buffer, stop));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_second_wait_of_the_same_kind_is_refused(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, _) = await OnShard.Pair(shard, stop);
        ValueTask first = client.WaitReadableAsync(stop);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await client.WaitReadableAsync(stop));
        client.Dispose();
        await Assert.ThrowsAsync<LinkException>(async () => await first);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Nobody_listening_is_a_refusal(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        // Bound and not listening: nobody else can have the port meanwhile.
        using Socket nobody = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        IPEndPoint free = (IPEndPoint)nobody.LocalEndPoint!;
        LinkException failure = await Assert.ThrowsAsync<LinkException>(async () => await shard.ConnectAsync(free, stop));
        Assert.Equal(LinkError.Refused, failure.Error);
        Assert.Contains(free.ToString(), failure.Message, StringComparison.Ordinal);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Both_ends_know_their_addresses_over_ipv4_and_ipv6(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        IPAddress[] addresses = Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        foreach (IPAddress address in addresses)
        {
            using TcpListener listener = shard.Listen(new(address, 0));
            ValueTask<TcpLink> accepting = listener.AcceptAsync(stop);
            TcpLink client = await shard.ConnectAsync(listener.LocalEndPoint, stop);
            TcpLink server = await accepting;
            Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
            Assert.Equal(client.RemoteEndPoint, server.LocalEndPoint);
            Assert.Equal(listener.LocalEndPoint, server.LocalEndPoint);
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_port_in_use_says_so(ShardKind kind) => OnShard.Run(kind, (shard, _) =>
    {
        using TcpListener first = shard.Listen(new(IPAddress.Loopback, 0));
        LinkException failure = Assert.Throws<LinkException>(() => shard.Listen(first.LocalEndPoint));
        Assert.Equal(LinkError.AddressInUse, failure.Error);
        Assert.Contains(first.LocalEndPoint.ToString(), failure.Message, StringComparison.Ordinal);
        return ValueTask.CompletedTask;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Several_listeners_share_one_port(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        TcpListenOptions shared = new() { ReusePort = true };
        using TcpListener first = shard.Listen(new(IPAddress.Loopback, 0), shared);
        using TcpListener second = shard.Listen(first.LocalEndPoint, shared);
        ValueTask<TcpLink> a = first.AcceptAsync(stop);
        ValueTask<TcpLink> b = second.AcceptAsync(stop);
        List<TcpLink> clients = [];
        while (!a.IsCompleted || !b.IsCompleted)
        {
            Assert.True(clients.Count < 200, "the kernel gave one listener everything");
            clients.Add(await shard.ConnectAsync(first.LocalEndPoint, stop));
            await shard.Delay(TimeSpan.FromMilliseconds(1), stop);
        }

        (await a).Dispose();
        (await b).Dispose();
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_peer_that_does_not_read_holds_no_more_unsent_bytes_than_the_listener_allows(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the option is Linux's");
        long free = await TakenFor(0);
        long bounded = await TakenFor(64 * 1024);
        Assert.True(bounded < free / 2, $"{bounded} bytes were taken with the bound, {free} without");

        async Task<long> TakenFor(int unsent)
        {
            using TcpListener listener = shard.Listen(new(IPAddress.Loopback, 0), new TcpListenOptions { MaxUnsentBytes = unsent });
            using TcpLink deaf = await shard.ConnectAsync(listener.LocalEndPoint, stop);
            using TcpLink server = await listener.AcceptAsync(stop);
            byte[] chunk = new byte[4096];
            long taken = 0;
            // The kernel moves bytes on to the peer's receive buffer meanwhile: full is what stays full.
            for (int refusals = 0; refusals < 50;)
            {
                int count = server.TrySend(chunk);
                taken += count;
                refusals = count == 0 ? refusals + 1 : 0;
                if (count == 0)
                {
                    await shard.Delay(TimeSpan.FromMilliseconds(1), stop);
                }
            }

            return taken;
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task An_idle_peer_is_asked_whether_it_is_there_where_the_listener_wishes(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc.");
        Assert.Equal("00", await TimerOf(null));
        Assert.Equal("02", await TimerOf(new TcpKeepAlive(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5), 3)));

        // What the kernel waits for on the accepted end: 00 is nothing, 02 the time to ask.
        async Task<string> TimerOf(TcpKeepAlive? keepAlive)
        {
            using TcpListener listener = shard.Listen(new(IPAddress.Loopback, 0), new TcpListenOptions { KeepAlive = keepAlive });
            using TcpLink client = await shard.ConnectAsync(listener.LocalEndPoint, stop);
            using TcpLink server = await listener.AcceptAsync(stop);
            string ends = $"0100007F:{server.LocalEndPoint.Port:X4} 0100007F:{server.RemoteEndPoint.Port:X4}";
            string row = Assert.Single(File.ReadLines("/proc/net/tcp"), row => row.Contains(ends, StringComparison.Ordinal));
            return row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[5][..2];
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_cancelled_accept_leaves_the_listener_usable(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using TcpListener listener = shard.Listen(new(IPAddress.Loopback, 0));
        using CancellationTokenSource cancel = new();
        Task<TcpLink> accepting = listener.AcceptAsync(cancel.Token).AsTask();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);
        ValueTask<TcpLink> again = listener.AcceptAsync(stop);
        _ = await shard.ConnectAsync(listener.LocalEndPoint, stop);
        Assert.NotNull(await again);
    });

    [Fact]
    public Task An_echo_over_epoll_allocates_nothing_per_message() => OnShard.Run(OnShard.Kinds.First().Data, async (shard, stop) =>
    {
        Assert.SkipUnless(shard.Kind == ShardKind.Epoll, "epoll is Linux's");
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        _ = EchoAsync(server);
        byte[] message = new byte[64];
        byte[] answer = new byte[64];
        Assert.Equal(0, await Allocations.SteadyState(2_000, () => RoundTrips(client, message, answer, 2_000, default)));
    });

    private static async Task EchoAsync(TcpLink link)
    {
        byte[] buffer = new byte[64];
        try
        {
            while (true)
            {
                int count = await link.ReceiveAsync(buffer);
                if (count == 0)
                {
                    return;
                }

                await link.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (LinkException)
        {
            // The test is over and its shard closes.
        }
    }

    private static async ValueTask RoundTrips(TcpLink client, byte[] message, byte[] answer, int count, CancellationToken stop)
    {
        for (int i = 0; i < count; i++)
        {
            await client.SendAsync(message, stop);
            int received = 0;
            while (received < answer.Length)
            {
                received += await client.ReceiveAsync(answer.AsMemory(received), stop);
            }
        }
    }
}
