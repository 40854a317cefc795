using System.Threading.Channels;
using Millrace.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Amqp.Tests.Conformance;

/// <summary>Acks and nacks of several at once, and a prefetch for a whole channel.</summary>
public sealed class SettlingConformance(SharedRabbit rabbit)
{
    [Theory, ClassData(typeof(BothBrokers))]
    public Task A_nack_of_several_drops_them_where_they_are_not_requeued(string broker) =>
        LeavesAsync(broker, (channel, last) => channel.BasicNackAsync(last - 1, multiple: true, requeue: false, Side.Stop), "2");

    [Theory, ClassData(typeof(BothBrokers))]
    public Task A_nack_of_several_gives_them_back_in_their_order(string broker) =>
        LeavesAsync(broker, (channel, last) => channel.BasicNackAsync(last - 1, multiple: true, requeue: true, Side.Stop), "0", "1", "2");

    [Theory, ClassData(typeof(BothBrokers))]
    public Task An_ack_of_several_with_tag_0_acknowledges_all_that_were_delivered(string broker) =>
        LeavesAsync(broker, (channel, _) => channel.BasicAckAsync(0, multiple: true, Side.Stop));

    [Theory, ClassData(typeof(BothBrokers))]
    public Task A_nack_of_several_with_tag_0_drops_all_that_were_delivered(string broker) =>
        LeavesAsync(broker, (channel, _) => channel.BasicNackAsync(0, multiple: true, requeue: false, Side.Stop));

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Tag_0_leaves_alone_what_was_not_delivered_yet(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string queue = await FillAsync(channel, 3);
        await Side.GetAsync(channel, queue, autoAck: false);
        await channel.BasicAckAsync(0, multiple: true, Side.Stop);
        Assert.Equal(["1", "2"], await Side.DrainAsync(channel, queue));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_global_prefetch_is_shared_by_the_consumers_of_its_channel(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string queue = await FillAsync(channel, 10);
        await channel.BasicQosAsync(0, 3, global: true, Side.Stop);
        Channel<BasicDeliverEventArgs> deliveries = Channel.CreateUnbounded<BasicDeliverEventArgs>();
        for (int n = 0; n < 2; n++)
        {
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, delivery) =>
            {
                deliveries.Writer.TryWrite(delivery);
                return Task.CompletedTask;
            };
            await channel.BasicConsumeAsync(queue, autoAck: false, consumer, Side.Stop);
        }

        BasicDeliverEventArgs last = null!;
        for (int n = 0; n < 3; n++)
        {
            last = await NextAsync(deliveries);
        }

        Assert.Equal(7u, await channel.MessageCountAsync(queue, Side.Stop));
        Assert.False(deliveries.Reader.TryRead(out _));
        await channel.BasicAckAsync(last.DeliveryTag, multiple: false, Side.Stop);
        await NextAsync(deliveries);
        Assert.Equal(6u, await channel.MessageCountAsync(queue, Side.Stop));
    }

    private static Task<BasicDeliverEventArgs> NextAsync(Channel<BasicDeliverEventArgs> deliveries) =>
        deliveries.Reader.ReadAsync(Side.Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Side.Stop);

    private static async Task<string> FillAsync(IChannel channel, int count)
    {
        string queue = await Side.QueueAsync(channel);
        for (int n = 0; n < count; n++)
        {
            await channel.BasicPublishAsync("", queue, Side.Bytes($"{n}"), Side.Stop);
        }

        return queue;
    }

    /// <summary>Three messages are taken, settled so, and the channel closes: this must be what the queue has then.</summary>
    private async Task LeavesAsync(string broker, Func<IChannel, ulong, ValueTask> settle, params string[] left)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection connection = await side.ConnectAsync();
        await using IChannel channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Side.Stop);
        string queue = await FillAsync(channel, 3);
        IChannel taking = await connection.CreateChannelAsync(cancellationToken: Side.Stop);
        ulong tag = 0;
        for (int n = 0; n < 3; n++)
        {
            tag = (await Side.GetAsync(taking, queue, autoAck: false)).DeliveryTag;
        }

        await settle(taking, tag);
        await taking.CloseAsync(Side.Stop);
        Assert.Equal(left, await Side.DrainAsync(channel, queue));
    }
}
