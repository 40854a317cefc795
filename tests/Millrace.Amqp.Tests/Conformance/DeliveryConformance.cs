using System.Text;
using System.Threading.Channels;
using Millrace.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Amqp.Tests.Conformance;

public sealed class DeliveryConformance(SharedRabbit rabbit)
{
    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Prefetch_bounds_what_is_delivered_ahead_of_acks(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string queue = await Side.QueueAsync(channel);
        await PublishAsync(channel, queue, 5);
        await channel.BasicQosAsync(0, 2, global: false, Side.Stop);
        ChannelReader<BasicDeliverEventArgs> deliveries = await ConsumeAsync(channel, queue);

        BasicDeliverEventArgs first = await NextAsync(deliveries);
        BasicDeliverEventArgs second = await NextAsync(deliveries);
        Assert.Equal(3u, await channel.MessageCountAsync(queue, Side.Stop));
        Assert.False(deliveries.TryRead(out _));
        await channel.BasicAckAsync(second.DeliveryTag, multiple: true, Side.Stop); // both
        await NextAsync(deliveries);
        await NextAsync(deliveries);
        Assert.Equal(1u, await channel.MessageCountAsync(queue, Side.Stop));
        Assert.Equal((1ul, 2ul), (first.DeliveryTag, second.DeliveryTag));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_requeued_message_comes_again_as_redelivered_and_a_rejected_one_is_gone(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string queue = await Side.QueueAsync(channel);
        await PublishAsync(channel, queue, 1);
        BasicGetResult first = await Side.GetAsync(channel, queue, autoAck: false);
        Assert.False(first.Redelivered);
        await channel.BasicNackAsync(first.DeliveryTag, multiple: false, requeue: true, Side.Stop);
        BasicGetResult second = await Side.GetAsync(channel, queue, autoAck: false);
        Assert.True(second.Redelivered);
        await channel.BasicRejectAsync(second.DeliveryTag, requeue: false, Side.Stop);
        Assert.Empty(await Side.DrainAsync(channel, queue));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task What_a_closed_channel_had_not_acked_goes_back_in_its_order(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection connection = await side.ConnectAsync();
        IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Side.Stop);
        string queue = await Side.QueueAsync(channel);
        await PublishAsync(channel, queue, 3);
        IChannel taking = await connection.CreateChannelAsync(cancellationToken: Side.Stop);
        await Side.GetAsync(taking, queue, autoAck: false);
        await Side.GetAsync(taking, queue, autoAck: false);
        await taking.CloseAsync(Side.Stop);
        BasicGetResult again = await Side.GetAsync(channel, queue);
        Assert.Equal(("0", true), (Encoding.UTF8.GetString(again.Body.Span), again.Redelivered));
        Assert.Equal(["1", "2"], await Side.DrainAsync(channel, queue));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_consumer_is_cancelled_when_its_queue_is_deleted(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection connection = await side.ConnectAsync();
        IChannel channel = await connection.CreateChannelAsync(cancellationToken: Side.Stop);
        string queue = await Side.QueueAsync(channel);
        var consumer = new AsyncEventingBasicConsumer(channel);
        var cancelled = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        consumer.UnregisteredAsync += (_, gone) =>
        {
            cancelled.TrySetResult(gone.ConsumerTags[0]);
            return Task.CompletedTask;
        };
        string tag = await channel.BasicConsumeAsync(queue, autoAck: true, consumer, Side.Stop);
        await using IChannel other = await connection.CreateChannelAsync(cancellationToken: Side.Stop);
        await other.QueueDeleteAsync(queue, cancellationToken: Side.Stop);

        Assert.Equal(tag, await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Side.Stop));
        Assert.True(channel.IsOpen);
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Properties_and_a_body_of_many_frames_arrive_as_they_were_sent(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string queue = await Side.QueueAsync(channel);
        byte[] body = new byte[500_000];
        new Random(7).NextBytes(body);
        var sent = new BasicProperties
        {
            ContentType = "text/plain",
            ContentEncoding = "utf-8",
            DeliveryMode = DeliveryModes.Transient,
            Priority = 3,
            CorrelationId = "c",
            ReplyTo = "r",
            MessageId = "m",
            Timestamp = new AmqpTimestamp(1_700_000_000),
            Type = "t",
            AppId = "a",
            Headers = new Dictionary<string, object?> { ["text"] = "x", ["number"] = 5L, ["flag"] = true, ["nested"] = new Dictionary<string, object?> { ["one"] = 1 } },
        };
        await channel.BasicPublishAsync("", queue, true, sent, body, Side.Stop);
        BasicGetResult got = await Side.GetAsync(channel, queue);

        Assert.Equal(body, got.Body.ToArray());
        IReadOnlyBasicProperties came = got.BasicProperties;
        Assert.Equal(("text/plain", "utf-8", (byte)3, "c", "r", "m", "t", "a"),
            (came.ContentType, came.ContentEncoding, came.Priority, came.CorrelationId, came.ReplyTo, came.MessageId, came.Type, came.AppId));
        Assert.Equal(1_700_000_000, came.Timestamp.UnixTime);
        Assert.Equal("x", Encoding.UTF8.GetString((byte[])came.Headers!["text"]!));
        Assert.Equal(5L, came.Headers["number"]);
        Assert.Equal(1, ((IDictionary<string, object?>)came.Headers["nested"]!)["one"]);
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Confirms_count_from_one_on_each_channel_and_name_every_message_once(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        await using IChannel channel = await (await side.ConnectAsync()).CreateChannelAsync(new CreateChannelOptions(true, false), Side.Stop);
        string queue = await Side.QueueAsync(channel);
        Channel<(ulong Tag, bool Multiple)> acks = Channel.CreateUnbounded<(ulong, bool)>();
        channel.BasicAcksAsync += (_, ack) =>
        {
            acks.Writer.TryWrite((ack.DeliveryTag, ack.Multiple));
            return Task.CompletedTask;
        };
        await PublishAsync(channel, queue, 200);
        SortedSet<ulong> open = [.. Enumerable.Range(1, 200).Select(n => (ulong)n)];
        while (open.Count > 0)
        {
            (ulong tag, bool multiple) = await acks.Reader.ReadAsync(Side.Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Side.Stop);
            Assert.Contains(tag, open);
            open.RemoveWhere(one => one == tag || (multiple && one < tag));
        }
    }

    private static async Task PublishAsync(IChannel channel, string queue, int count)
    {
        for (int n = 0; n < count; n++)
        {
            await channel.BasicPublishAsync("", queue, Side.Bytes($"{n}"), Side.Stop);
        }
    }

    private static async Task<BasicDeliverEventArgs> NextAsync(ChannelReader<BasicDeliverEventArgs> deliveries) =>
        await deliveries.ReadAsync(Side.Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Side.Stop);

    private static async Task<ChannelReader<BasicDeliverEventArgs>> ConsumeAsync(IChannel channel, string queue)
    {
        Channel<BasicDeliverEventArgs> deliveries = Channel.CreateUnbounded<BasicDeliverEventArgs>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            deliveries.Writer.TryWrite(delivery);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, Side.Stop);
        return deliveries.Reader;
    }
}
