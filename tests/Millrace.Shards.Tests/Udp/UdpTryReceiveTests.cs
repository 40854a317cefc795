using System.Net;

namespace Millrace.Shards.Tests.Udp;

/// <summary>Receives that do not wait, beside one that does.</summary>
public sealed class UdpTryReceiveTests
{
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task What_has_come_in_can_be_taken_while_a_receive_is_outstanding(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint });
        using UdpBatch waiting = new(8, 100);
        using UdpBatch batch = new(2, 100);
        for (int round = 0; round < 20; round++)
        {
            ValueTask receiving = server.ReceiveAsync(waiting, stop);
            Send("a", "b", "c");
            List<string> taken = [];

            // The loop gets no turn meanwhile, so nothing goes to the outstanding one.
            while (taken.Count < 3)
            {
                stop.ThrowIfCancellationRequested();
                if (server.TryReceive(batch))
                {
                    taken.AddRange(Datagrams.Texts(batch));
                    Assert.Equal(UdpAddress.From(client.LocalEndPoint), batch.Address(0));
                }
            }

            Assert.Equal(["a", "b", "c"], taken);
            Assert.False(server.TryReceive(batch));
            Assert.False(receiving.IsCompleted);
            Send("d");
            await receiving;
            Assert.Equal(["d"], Datagrams.Texts(waiting));
        }

        void Send(params string[] texts)
        {
            using UdpBatch sent = new(8, 100);
            foreach (string text in texts)
            {
                sent.Add(Datagrams.Write(sent, text));
            }

            Assert.Equal(texts.Length, client.TrySend(sent));
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task What_comes_in_in_the_same_turn_is_there(ShardKind kind) => OnShard.Run(kind, (shard, stop) =>
    {
        using UdpPort server = shard.OpenUdp(Loopback);
        using UdpPort client = shard.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint });
        using UdpBatch batch = new(2, 100);
        for (int round = 0; round < 3; round++)
        {
            Assert.False(server.TryReceive(batch));
            batch.Add(Datagrams.Write(batch, $"{round}"));
            Assert.Equal(1, client.TrySend(batch));
            while (!server.TryReceive(batch))
            {
                stop.ThrowIfCancellationRequested();
            }

            Assert.Equal([$"{round}"], Datagrams.Texts(batch));
        }

        return ValueTask.CompletedTask;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Both_ways_of_receiving_together_keep_the_order_and_lose_nothing(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        const int Rounds = 50;
        const int InRound = 100;
        using UdpPort server = shard.OpenUdp(Loopback);
        using Shard elsewhere = Shard.Start(new ShardOptions { Kind = kind, Name = "sender" });
        List<int> numbers = [];
        Task receiving = ReceiveAsync();
        using UdpBatch batch = new(3, 4);
        using UdpBatch sent = new(InRound, 4);
        UdpPort? client = null;
        for (int round = 0; round < Rounds; round++)
        {
            // A round fits into any receive buffer; it comes in from another thread while this one takes it both ways.
            Task sending = elsewhere.RunAsync(async () =>
            {
                client ??= elsewhere.OpenUdp(Loopback, new UdpOptions { Remote = server.LocalEndPoint });
                for (int i = 0; i < InRound; i++)
                {
                    BitConverter.TryWriteBytes(sent.Next, (round * InRound) + i);
                    sent.Add(4);
                    await client.SendAsync(sent, stop);
                }
            });
            while (numbers.Count < (round + 1) * InRound)
            {
                stop.ThrowIfCancellationRequested();
                if (server.TryReceive(batch))
                {
                    Note(batch);
                }

                await Task.Yield();
            }

            await sending;
        }

        Assert.Equal(Enumerable.Range(0, Rounds * InRound), numbers);
        server.Dispose();
        await Assert.ThrowsAsync<LinkException>(() => receiving);

        async Task ReceiveAsync()
        {
            using UdpBatch received = new(3, 4);
            while (true)
            {
                await server.ReceiveAsync(received, stop);
                Note(received);
            }
        }

        void Note(UdpBatch received)
        {
            for (int i = 0; i < received.Count; i++)
            {
                numbers.Add(BitConverter.ToInt32(received[i]));
            }
        }
    });
}
