using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Tests.Udp;

/// <summary>Datagrams that come through; see <see cref="UdpTroubleTests"/> for those that do not.</summary>
public sealed class UdpPortTests
{
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Datagrams_go_there_and_back_over_ipv4_and_ipv6(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        IPAddress[] addresses = Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        foreach (IPAddress address in addresses)
        {
            using UdpPort server = shard.OpenUdp(new(address, 0));
            using UdpPort client = shard.OpenUdp(new(address, 0));
            using UdpBatch batch = new(4, 100);
            Datagrams.Add(batch, "question", server.LocalEndPoint);
            await client.SendAsync(batch, stop);
            Assert.Equal(0, batch.Count);

            await server.ReceiveAsync(batch, stop);
            Assert.Equal(["question"], Datagrams.Texts(batch));
            Assert.Equal(UdpAddress.From(client.LocalEndPoint), batch.Address(0));
            using UdpBatch answers = new(4, 100);
            answers.Reply(Datagrams.Write(answers, "answer"), batch, 0);
            Assert.Equal(1, server.TrySend(answers));

            await client.ReceiveAsync(batch, stop);
            Assert.Equal(["answer"], Datagrams.Texts(batch));
            Assert.Equal(UdpAddress.From(server.LocalEndPoint), batch.Address(0));
            Assert.True(shard.IsCurrent);
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_receive_waits_for_the_first_datagram(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint });
        using UdpBatch received = new(4, 100);
        using UdpBatch sent = new(4, 100);
        Assert.False(server.TryReceive(received));
        for (int i = 0; i < 10; i++)
        {
            ValueTask receiving = server.ReceiveAsync(received, stop);
            Assert.False(receiving.IsCompleted);
            sent.Add(Datagrams.Write(sent, $"{i}"));
            await client.SendAsync(sent, stop);
            await receiving;
            Assert.Equal([$"{i}"], Datagrams.Texts(received));
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_batch_takes_what_fits_and_leaves_the_rest_to_the_next(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint });
        using UdpBatch sent = new(40, 100);
        string[] expected = [.. Enumerable.Range(0, 40).Select(i => $"datagram {i}")];
        foreach (string text in expected)
        {
            sent.Add(Datagrams.Write(sent, text));
        }

        Assert.Equal(40, client.TrySend(sent));
        Assert.Equal(0, sent.Count);
        using UdpBatch received = new(7, 100);
        List<string> texts = [];
        while (texts.Count < expected.Length)
        {
            await server.ReceiveAsync(received, stop);
            Assert.InRange(received.Count, 1, 7);
            texts.AddRange(Datagrams.Texts(received));
        }

        Assert.Equal(expected, texts);
        Assert.False(server.TryReceive(received));
        Assert.Equal(0, received.Count);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_datagram_longer_than_its_slot_is_cut_and_marked(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint });
        using UdpBatch sent = new(3, 100);
        foreach (string text in (string[])["12345", "123456", "123"])
        {
            sent.Add(Datagrams.Write(sent, text));
        }

        await client.SendAsync(sent, stop);
        using UdpBatch received = new(1, 5);
        await server.ReceiveAsync(received, stop);
        Assert.Equal(("12345", false), (Datagrams.Texts(received)[0], received.IsTruncated(0)));
        await server.ReceiveAsync(received, stop);
        Assert.Equal(("12345", true), (Datagrams.Texts(received)[0], received.IsTruncated(0)));
        await server.ReceiveAsync(received, stop);
        Assert.Equal(("123", false), (Datagrams.Texts(received)[0], received.IsTruncated(0)));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_datagram_without_bytes_is_a_datagram(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint });
        using UdpBatch batch = new(3, 10);
        for (int round = 0; round < 2; round++)
        {
            // Once for a receive that finds it, once for one that waits for it.
            ValueTask receiving = round == 0 ? default : server.ReceiveAsync(batch, stop);
            using UdpBatch sent = new(1, 10);
            sent.Add(0);
            await client.SendAsync(sent, stop);
            await (round == 0 ? server.ReceiveAsync(batch, stop) : receiving);
            Assert.Equal([""], Datagrams.Texts(batch));
            Assert.False(batch.IsTruncated(0));
            Assert.Equal(UdpAddress.From(client.LocalEndPoint), batch.Address(0));
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task What_was_received_can_be_sent_back_as_it_is(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(Loopback);
        using UdpBatch batch = new(8, 100);
        UdpPort[] clients = [.. Enumerable.Range(0, 4).Select(_ => shard.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint }))];
        foreach (UdpPort client in clients)
        {
            batch.Add(Datagrams.Write(batch, $"I am {client.LocalEndPoint.Port}"));
            await client.SendAsync(batch, stop);
        }

        for (int echoed = 0; echoed < clients.Length;)
        {
            await server.ReceiveAsync(batch, stop);
            echoed += batch.Count;
            await server.SendAsync(batch, stop);
        }

        foreach (UdpPort client in clients)
        {
            await client.ReceiveAsync(batch, stop);
            Assert.Equal([$"I am {client.LocalEndPoint.Port}"], Datagrams.Texts(batch));
            client.Dispose();
        }
    });

    [Fact]
    public Task An_answer_leaves_from_the_address_that_was_asked() => OnShard.Run(OnShard.Kinds.First().Data, async (shard, stop) =>
    {
        Assert.SkipUnless(shard.Kind == ShardKind.Epoll, "It takes recvmmsg, and an IPv4 loopback network with more than one address, which is Linux's.");
        using UdpPort server = shard.OpenUdp(new(IPAddress.Any, 0));
        using UdpBatch received = new(8, 100);
        using UdpBatch answers = new(8, 100);
        for (byte host = 1; host <= 3; host++)
        {
            // A port with a remote takes no answer from another address. The second time the received batch itself goes back.
            IPEndPoint asked = new(new IPAddress([127, 0, 0, host]), server.LocalEndPoint.Port);
            using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = asked });
            for (int round = 0; round < 2; round++)
            {
                answers.Add(Datagrams.Write(answers, "question"));
                await client.SendAsync(answers, stop);
                await server.ReceiveAsync(received, stop);
                Assert.Equal(UdpAddress.From(client.LocalEndPoint), received.Address(0));
                answers.Reply(Datagrams.Write(answers, "answer"), received, 0);
                await server.SendAsync(round == 0 ? answers : received, stop);
                answers.Clear();
                await client.ReceiveAsync(received, stop);
                Assert.Equal([round == 0 ? "answer" : "question"], Datagrams.Texts(received));
                Assert.Equal(UdpAddress.From(asked), received.Address(0));
            }
        }

        Assert.Equal(0, server.SendErrors);
    });

    [Fact]
    public Task A_batch_may_go_from_port_to_port() => OnShard.Run(OnShard.Kinds.First().Data, async (shard, stop) =>
    {
        using UdpPort everywhere = shard.OpenUdp(new(IPAddress.Any, 0));
        using UdpPort here = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback);
        using UdpBatch batch = new(2, 100);
        for (int round = 0; round < 4; round++)
        {
            UdpPort server = round % 2 == 0 ? everywhere : here;
            Datagrams.Add(batch, $"{round}", new IPEndPoint(IPAddress.Loopback, server.LocalEndPoint.Port));
            await client.SendAsync(batch, stop);
            await server.ReceiveAsync(batch, stop);
            await server.SendAsync(batch, stop);
            await client.ReceiveAsync(batch, stop);
            Assert.Equal([$"{round}"], Datagrams.Texts(batch));
            batch.Clear();
        }

        Assert.Equal(0, everywhere.SendErrors + here.SendErrors);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Several_ports_share_one_address_and_a_sender_keeps_to_one_of_them(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SO_REUSEPORT.");
        UdpOptions shared = new() { ReusePort = true };
        using UdpPort first = shard.OpenUdp(Loopback, shared);
        using UdpPort second = shard.OpenUdp(first.LocalEndPoint, shared);
        using UdpBatch batch = new(8, 100);
        Task<HashSet<UdpAddress>> atFirst = SendersAsync(first);
        Task<HashSet<UdpAddress>> atSecond = SendersAsync(second);
        List<UdpPort> clients = [];
        while (!(atFirst.IsCompleted && atSecond.IsCompleted))
        {
            Assert.True(clients.Count < 500, "the kernel gave one port everything");
            clients.Add(shard.OpenUdp(Loopback, new UdpOptions { Remote = first.LocalEndPoint }));
            foreach (UdpPort client in clients)
            {
                batch.Add(Datagrams.Write(batch, "hello"));
                await client.SendAsync(batch, stop);
            }

            await shard.Delay(TimeSpan.FromMilliseconds(1), stop);
        }

        Assert.Empty((await atFirst).Intersect(await atSecond));
        clients.ForEach(client => client.Dispose());

        async Task<HashSet<UdpAddress>> SendersAsync(UdpPort port)
        {
            HashSet<UdpAddress> senders = [];
            using UdpBatch received = new();
            while (senders.Count < 3)
            {
                await port.ReceiveAsync(received, stop);
                for (int i = 0; i < received.Count; i++)
                {
                    senders.Add(received.Address(i));
                }
            }

            return senders;
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_port_that_always_has_something_leaves_others_their_turn(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort port = shard.OpenUdp(Loopback);
        using UdpBatch batch = new(1, 100);
        Datagrams.Add(batch, "round and round", port.LocalEndPoint);
        await port.SendAsync(batch, stop);
        bool posted = false;
        ValueTask timer = shard.Delay(TimeSpan.FromMilliseconds(1), stop);
        shard.Post(_ => posted = true, null);
        while (!posted || !timer.IsCompleted)
        {
            // It sends to itself before it receives again, so there is always one waiting.
            await port.ReceiveAsync(batch, stop);
            await port.SendAsync(batch, stop);
        }

        await timer;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task The_kernel_gives_the_receive_buffer_that_was_asked_for(ShardKind kind) => OnShard.Run(kind, (shard, _) =>
    {
        using UdpPort small = shard.OpenUdp(Loopback, new UdpOptions { ReceiveBufferBytes = 10_000, SendBufferBytes = 10_000 });
        using UdpPort large = shard.OpenUdp(Loopback, new UdpOptions { ReceiveBufferBytes = 100_000 });
        Assert.InRange(small.ReceiveBufferBytes, 10_000, 19_999);
        Assert.InRange(large.ReceiveBufferBytes, 100_000, 199_999);
        return ValueTask.CompletedTask;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_receive_buffer_larger_than_the_kernel_gives_is_said_to_be_smaller(ShardKind kind) => OnShard.Run(kind, (shard, _) =>
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux gives nobody more than half of an int.");
        using UdpPort port = shard.OpenUdp(Loopback, new UdpOptions { ReceiveBufferBytes = 1_500_000_000 });
        Assert.InRange(port.ReceiveBufferBytes, 1, int.MaxValue / 2);
        return ValueTask.CompletedTask;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Questions_and_answers_allocate_nothing(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(new(IPAddress.Any, 0));
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = new(IPAddress.Loopback, server.LocalEndPoint.Port) });
        _ = Datagrams.AnswerAsync(server);
        using UdpBatch batch = new(16, 400);
        Assert.Equal(0, await Allocations.SteadyState(1_000, () => Datagrams.AskAsync(client, batch, 1_000)));
        Assert.Equal(0, server.SendErrors + client.SendErrors);
    });
}
