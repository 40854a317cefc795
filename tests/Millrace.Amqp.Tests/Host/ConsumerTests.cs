using System.Collections.Concurrent;
using Millrace.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Amqp.Tests.Host;

public sealed class ConsumerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_more_is_delivered_than_prefetch_allows(bool global)
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = (await channel.QueueDeclareAsync(cancellationToken: Token)).QueueName;
        for (int i = 0; i < 10; i++)
        {
            await channel.BasicPublishAsync("", queue, new byte[1], Token);
        }

        ConcurrentQueue<ulong> tags = [];
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            tags.Enqueue(delivery.DeliveryTag);
            return Task.CompletedTask;
        };
        await channel.BasicQosAsync(0, 3, global, Token);
        await channel.BasicConsumeAsync(queue, false, consumer, Token);
        await Eventually.TrueAsync(() => tags.Count == 3, "three deliveries");
        Assert.Equal(7u, (await channel.QueueDeclarePassiveAsync(queue, Token)).MessageCount);
        await channel.BasicAckAsync(2, true, Token);
        await Eventually.TrueAsync(() => tags.Count == 5, "two more");
        Assert.Equal(5u, (await channel.QueueDeclarePassiveAsync(queue, Token)).MessageCount);
        await channel.BasicAckAsync(0, true, Token);
        await Eventually.TrueAsync(() => tags.Count == 8, "three more");
        await channel.BasicAckAsync(0, true, Token);
        await Eventually.TrueAsync(() => tags.Count == 10, "the last");
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (ulong)i), tags);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusing_all_that_came_is_about_nothing_that_comes_meanwhile(bool requeue)
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string dead = (await channel.QueueDeclareAsync(cancellationToken: Token)).QueueName;
        string queue = (await channel.QueueDeclareAsync(
            arguments: new Dictionary<string, object?> { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = dead }, cancellationToken: Token)).QueueName;
        for (byte i = 0; i < 10; i++)
        {
            await channel.BasicPublishAsync("", queue, (byte[])[i], Token);
        }

        ConcurrentQueue<(byte Body, bool IsRedelivered)> came = [];
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            came.Enqueue((delivery.Body.Span[0], delivery.Redelivered));
            return Task.CompletedTask;
        };
        await channel.BasicQosAsync(0, 3, false, Token);
        await channel.BasicConsumeAsync(queue, false, consumer, Token);
        await Eventually.TrueAsync(() => came.Count == 3, "three deliveries");
        await channel.BasicNackAsync(0, true, requeue, Token);
        await Eventually.TrueAsync(() => came.Count == 6, "three more");
        byte[] next = requeue ? [0, 1, 2] : [3, 4, 5];
        Assert.Equal(next.Select(body => (body, requeue)), came.Skip(3));
        Assert.Equal(requeue ? 0u : 3u, (await channel.QueueDeclarePassiveAsync(dead, Token)).MessageCount);
        Assert.Equal(requeue ? 7u : 4u, (await channel.QueueDeclarePassiveAsync(queue, Token)).MessageCount);
        await channel.BasicAckAsync(0, true, Token);
        await Eventually.TrueAsync(() => came.Count == 9, "the next three");
        Assert.Equal(requeue ? 4u : 1u, (await channel.QueueDeclarePassiveAsync(queue, Token)).MessageCount);
    }

    [Fact]
    public async Task Consumers_of_one_queue_take_turns()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = (await channel.QueueDeclareAsync(cancellationToken: Token)).QueueName;
        int[] counts = new int[4];
        for (int i = 0; i < counts.Length; i++)
        {
            int mine = i;
            AsyncEventingBasicConsumer consumer = new(channel);
            consumer.ReceivedAsync += (_, _) =>
            {
                Interlocked.Increment(ref counts[mine]);
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queue, true, consumer, Token);
        }

        for (int i = 0; i < 40; i++)
        {
            await channel.BasicPublishAsync("", queue, new byte[1], Token);
        }

        await Eventually.TrueAsync(() => counts.Sum() == 40, "all deliveries");
        Assert.All(counts, count => Assert.Equal(10, count));
    }

    [Fact]
    public async Task A_consumer_that_does_not_read_is_given_a_bounded_part_and_gets_the_rest_later()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync(new CreateChannelOptions(true, true));
        string queue = (await channel.QueueDeclareAsync("much", false, false, false, cancellationToken: Token)).QueueName;
        const int Count = 400;
        byte[] body = new byte[100_000];
        for (int i = 0; i < Count; i++)
        {
            await channel.BasicPublishAsync("", queue, body, Token);
        }

        using RawClient lazy = await RawClient.OpenAsync(test.Address);
        await lazy.SendAsync(1, new Millrace.Amqp.Wire.Methods.BasicConsume(queue, "lazy", false, true, false, false, Millrace.Amqp.Wire.FieldTable.Empty));
        await lazy.ExpectAsync<Millrace.Amqp.Wire.Methods.BasicConsumeOk>();
        await Eventually.TrueAsync(() => channel.QueueDeclarePassiveAsync(queue, Token).GetAwaiter().GetResult().MessageCount < Count, "the first deliveries");

        // Whatever the kernel took: all of it did not fit. Then all of it comes.
        long bytes = 0;
        int frames = 0;
        while (frames < Count * 3)
        {
            byte[] frame = await lazy.NextAsync() ?? throw new InvalidOperationException("The stream ended.");
            frames++;
            bytes += frame[0] == 3 ? frame.Length - 8 : 0;
        }

        Assert.Equal(Count * 100_000L, bytes);
    }
}
