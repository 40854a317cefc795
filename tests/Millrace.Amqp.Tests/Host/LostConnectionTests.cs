using System.Buffers.Binary;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Host;

public sealed class LostConnectionTests
{
    private const string Queue = "kept";

    [Fact]
    public async Task Consumers_that_are_reset_under_load_cost_no_message()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient publisher = await RawClient.OpenAsync(test.Address);
        await publisher.SendAsync(1, new QueueDeclare(Queue, false, false, false, false, false, FieldTable.Empty));
        await publisher.ExpectAsync<QueueDeclareOk>();
        const int Rounds = 60;
        const int PerRound = 32;
        for (int round = 0; round < Rounds; round++)
        {
            // It is there and takes nothing yet; what is published meets a connection that dies, or one that begins to consume and is dead by then.
            using RawClient consumer = await RawClient.OpenAsync(test.Address);
            Task publishing = PublishAsync(publisher, round * PerRound, PerRound);
            await consumer.SendAsync(1, new BasicConsume(Queue, "", false, false, false, true, FieldTable.Empty));
            if (round % 2 == 0)
            {
                await consumer.NextAsync();
            }

            consumer.Reset();
            await publishing;
        }

        await Eventually.TrueAsync(() => test.Broker.Connections == 1, "the end of all consumers");
        HashSet<int> seen = [];
        for (int i = 0; i < Rounds * PerRound; i++)
        {
            await publisher.SendAsync(1, new BasicGet(Queue, true));
            await publisher.ExpectAsync<BasicGetOk>();
            await publisher.NextAsync();
            byte[] body = (await publisher.NextAsync())!;
            Assert.True(seen.Add(BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(Frame.HeadSize))), "a message came twice");
        }

        await publisher.SendAsync(1, new BasicGet(Queue, true));
        await publisher.ExpectAsync<BasicGetEmpty>();
        Assert.Contains("messages 0", test.Broker.Health.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_is_dropped_whatever_it_says_and_its_messages_are_kept()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient publisher = await RawClient.OpenAsync(test.Address);
        await publisher.SendAsync(1, new QueueDeclare(Queue, false, false, false, false, false, FieldTable.Empty));
        await publisher.ExpectAsync<QueueDeclareOk>();
        const int Count = 40;
        byte[] large = new byte[1024 * 1024];
        await publisher.WriteAsync(writer =>
        {
            for (int i = 0; i < Count; i++)
            {
                writer.Method(1, new BasicPublish("", Queue, false, false));
                writer.Header(1, (ulong)large.Length, new BasicProperties());
                writer.Body(1, large, 131072);
            }
        });
        using RawClient deaf = await RawClient.OpenAsync(test.Address, tune: new ConnectionTuneOk(0, 131072, 1));
        await deaf.SendAsync(1, new BasicConsume(Queue, "", false, false, false, true, FieldTable.Empty));
        await deaf.WriteAsync(writer => writer.Heartbeat());
        await Eventually.TrueAsync(() => test.Broker.Connections == 1, "the end of who takes nothing");
        await publisher.SendAsync(1, new QueueDeclare(Queue, true, false, false, false, false, FieldTable.Empty));
        Assert.Equal((uint)Count, (await publisher.ExpectAsync<QueueDeclareOk>()).Messages);
    }

    // Four times as many bytes as are sent at once.
    private static Task PublishAsync(RawClient publisher, int first, int count) => publisher.WriteAsync(writer =>
    {
        byte[] body = new byte[8 * 1024];
        for (int i = first; i < first + count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(body, i);
            writer.Method(1, new BasicPublish("", Queue, false, false));
            writer.Header(1, (ulong)body.Length, new BasicProperties());
            writer.Body(1, body, 131072);
        }
    });
}
