using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Tests.Udp;

/// <summary>What does not come through: refusals, errors of the kernel, full buffers, closed ports.</summary>
public sealed class UdpTroubleTests
{
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_remote_that_does_not_listen_is_a_refusal_and_the_port_goes_on(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        UdpPort server = shard.OpenUdp(Loopback);
        IPEndPoint address = server.LocalEndPoint;
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = address });
        server.Dispose();
        using UdpBatch batch = new(4, 100);
        for (int round = 0; round < 3; round++)
        {
            // Once for a receive that waits for the refusal, then for those that find it.
            ValueTask receiving = round == 0 ? client.ReceiveAsync(new UdpBatch(4, 100), stop) : default;
            batch.Add(Datagrams.Write(batch, "anybody?"));
            await client.SendAsync(batch, stop);
            LinkException failure = await Assert.ThrowsAsync<LinkException>(async () => await (round == 0 ? receiving : client.ReceiveAsync(batch, stop)));
            Assert.Equal(LinkError.Refused, failure.Error);
            Assert.Contains(address.ToString(), failure.Message, StringComparison.Ordinal);
        }

        using UdpPort again = shard.OpenUdp(address);
        batch.Add(Datagrams.Write(batch, "now?"));
        await client.SendAsync(batch, stop);
        await again.ReceiveAsync(batch, stop);
        Assert.Equal(["now?"], Datagrams.Texts(batch));
        Assert.Equal(0, client.SendErrors);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_refusal_that_a_send_comes_to_hear_of_loses_no_datagram_and_is_said_by_the_next_receive(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "On Linux a send reports it.");
        UdpPort closed = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = closed.LocalEndPoint });
        closed.Dispose();
        using UdpPort other = shard.OpenUdp(Loopback);
        using UdpBatch batch = new(20, 100);
        for (int i = 0; i < 20; i++)
        {
            // Every second goes to who refuses, so each send between hears of the one before; the last refusal is left to the receive.
            if (i % 2 != 0)
            {
                batch.Add(Datagrams.Write(batch, "refuse this"));
            }
            else
            {
                Datagrams.Add(batch, $"{i}", other.LocalEndPoint);
            }
        }

        await client.SendAsync(batch, stop);
        Assert.Equal(0, client.SendErrors);
        List<string> received = [];
        while (received.Count < 10)
        {
            await other.ReceiveAsync(batch, stop);
            received.AddRange(Datagrams.Texts(batch));
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i * 2}"), received);
        LinkException failure = await Assert.ThrowsAsync<LinkException>(async () => await client.ReceiveAsync(batch, stop));
        Assert.Equal(LinkError.Refused, failure.Error);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task What_the_kernel_refuses_to_send_is_counted_and_the_rest_goes_on(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback);
        using UdpBatch batch = new(8, 66_000);
        Datagrams.Add(batch, "first", server.LocalEndPoint);
        batch.Add(65_600, UdpAddress.From(server.LocalEndPoint)); // too long for UDP
        batch.Add(65_600, UdpAddress.From(server.LocalEndPoint));
        Datagrams.Add(batch, "no broadcast without its option", new IPEndPoint(IPAddress.Broadcast, server.LocalEndPoint.Port));
        Datagrams.Add(batch, "second", server.LocalEndPoint);
        Datagrams.Add(batch, "of the other family", new IPEndPoint(IPAddress.IPv6Loopback, server.LocalEndPoint.Port));
        batch.Add(10); // to the remote that this port has not
        Datagrams.Add(batch, "third", server.LocalEndPoint);
        await client.SendAsync(batch, stop);
        Assert.Equal(0, batch.Count);
        Assert.Equal(5, client.SendErrors);
        List<string> received = [];
        while (received.Count < 3)
        {
            await server.ReceiveAsync(batch, stop);
            received.AddRange(Datagrams.Texts(batch));
        }

        Assert.Equal(["first", "second", "third"], received);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_port_with_a_remote_skips_what_is_too_long_too(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint });
        using UdpBatch batch = new(3, 66_000);
        batch.Add(65_600);
        batch.Add(Datagrams.Write(batch, "short"));
        batch.Add(65_600);
        Assert.Equal(3, client.TrySend(batch));
        Assert.Equal(2, client.SendErrors);
        await server.ReceiveAsync(batch, stop);
        Assert.Equal(["short"], Datagrams.Texts(batch));
        Assert.False(client.TryReceive(batch)); // nothing is said of it there
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Datagrams_that_the_kernel_had_no_room_for_are_counted(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux says how many were dropped.");
        UdpPort server = shard.OpenUdp(Loopback, new UdpOptions { ReceiveBufferBytes = 4096 });
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint });
        Assert.Equal(0, server.ReceiveDrops);
        using UdpBatch batch = new(50, 1000);
        for (int i = 0; i < 50; i++)
        {
            batch.Add(1000);
        }

        await client.SendAsync(batch, stop);
        int received = 0;
        while (received + server.ReceiveDrops < 50)
        {
            await server.ReceiveAsync(batch, stop);
            received += batch.Count;
        }

        Assert.InRange(received, 1, 49);
        Assert.Equal(50 - received, await Task.Run(() => server.ReceiveDrops, stop));
        server.Dispose();
        Assert.Equal(50 - received, server.ReceiveDrops);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Closing_fails_what_awaits_the_port_and_what_comes_after(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        UdpPort port = shard.OpenUdp(Loopback);
        using UdpBatch batch = new(4, 100);
        ValueTask receiving = port.ReceiveAsync(batch, stop);
        port.Dispose();
        port.Dispose();
        Assert.Equal(LinkError.Closed, (await Assert.ThrowsAsync<LinkException>(async () => await receiving)).Error);
        Assert.Equal(LinkError.Closed, Assert.Throws<LinkException>(() => port.TryReceive(batch)).Error);
        Assert.Equal(LinkError.Closed, (await Assert.ThrowsAsync<LinkException>(async () => await port.ReceiveAsync(batch, stop))).Error);
        Datagrams.Add(batch, "too late", port.LocalEndPoint);
        Assert.Equal(LinkError.Closed, Assert.Throws<LinkException>(() => port.TrySend(batch)).Error);
        Assert.Equal(LinkError.Closed, (await Assert.ThrowsAsync<LinkException>(async () => await port.SendAsync(batch, stop))).Error);
        Assert.Equal(1, batch.Count);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stopping_the_shard_closes_the_port(ShardKind kind)
    {
        Shard shard = Shard.Start(new ShardOptions { Kind = kind });
        TaskCompletionSource waiting = new();
        Task receiving = shard.RunAsync(async () =>
        {
            UdpPort port = shard.OpenUdp(Loopback);
            ValueTask arrival = port.ReceiveAsync(new UdpBatch(1, 1), CancellationToken.None);
            waiting.SetResult();
            await arrival;
        });
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        shard.Dispose();
        Assert.Equal(LinkError.Closed, (await Assert.ThrowsAsync<LinkException>(() => receiving.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken))).Error);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_cancelled_receive_leaves_the_port_usable_and_loses_nothing(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint });
        using UdpBatch batch = new(8, 100);
        List<string> received = [];
        for (int round = 0; round < 5; round++)
        {
            using CancellationTokenSource cancel = new();
            Task receiving = server.ReceiveAsync(batch, cancel.Token).AsTask();
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
            batch.Clear();
            batch.Add(Datagrams.Write(batch, $"{round} a"));
            batch.Add(Datagrams.Write(batch, $"{round} b"));
            await client.SendAsync(batch, stop);
            for (int count = 0; count < 2; count += batch.Count)
            {
                await server.ReceiveAsync(batch, stop);
                received.AddRange(Datagrams.Texts(batch));
            }
        }

        Assert.Equal(["0 a", "0 b", "1 a", "1 b", "2 a", "2 b", "3 a", "3 b", "4 a", "4 b"], received);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_second_receive_at_a_time_is_refused(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpBatch batch = new(1, 1);
        UdpPort port = shard.OpenUdp(Loopback);
        ValueTask first = port.ReceiveAsync(batch, stop);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await port.ReceiveAsync(batch, stop));
        port.Dispose();
        await Assert.ThrowsAsync<LinkException>(async () => await first);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task An_address_in_use_says_so(ShardKind kind) => OnShard.Run(kind, (shard, _) =>
    {
        using UdpPort first = shard.OpenUdp(Loopback);
        LinkException failure = Assert.Throws<LinkException>(() => shard.OpenUdp(first.LocalEndPoint));
        Assert.Equal(LinkError.AddressInUse, failure.Error);
        Assert.Contains(first.LocalEndPoint.ToString(), failure.Message, StringComparison.Ordinal);
        return ValueTask.CompletedTask;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Ports_of_both_families_have_the_same_number_side_by_side(ShardKind kind) => OnShard.Run(kind, (shard, _) =>
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "There is no IPv6 here.");
        using UdpPort six = shard.OpenUdp(new(IPAddress.IPv6Any, 0));
        LinkException? taken = null;
        try
        {
            using UdpPort four = shard.OpenUdp(new(IPAddress.Any, six.LocalEndPoint.Port));
            Assert.Equal(six.LocalEndPoint.Port, four.LocalEndPoint.Port);
        }
        catch (LinkException e)
        {
            taken = e; // by another program's IPv4 port, which the system's choice for IPv6 does not avoid
        }

        Assert.SkipWhen(taken is not null, $"{taken?.Message}");
        return ValueTask.CompletedTask;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_remote_of_the_other_family_is_refused_with_words(ShardKind kind) => OnShard.Run(kind, (shard, _) =>
    {
        ArgumentException failure = Assert.Throws<ArgumentException>(() => shard.OpenUdp(Loopback, new UdpOptions { Remote = new(IPAddress.IPv6Loopback, 9) }));
        Assert.Contains("both must be IPv4 or both IPv6", failure.Message, StringComparison.Ordinal);
        return ValueTask.CompletedTask;
    });
}
