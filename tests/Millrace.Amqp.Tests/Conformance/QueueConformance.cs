using System.Text;
using Millrace.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Amqp.Tests.Conformance;

public sealed class QueueConformance(SharedRabbit rabbit)
{
    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_queue_without_a_name_gets_one_and_the_channel_remembers_it(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string queue = await Side.QueueAsync(channel);
        Assert.StartsWith("amq.gen-", queue);
        Assert.Equal(queue, channel.CurrentQueue);
        Assert.Null(await channel.BasicGetAsync("", autoAck: true, Side.Stop));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Declaring_purging_and_deleting_tell_counts(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string queue = await Side.QueueAsync(channel);
        await channel.BasicPublishAsync("", queue, Side.Bytes("a"), Side.Stop);
        await channel.BasicPublishAsync("", queue, Side.Bytes("b"), Side.Stop);
        QueueDeclareOk declared = await channel.QueueDeclarePassiveAsync(queue, Side.Stop);
        Assert.Equal((2u, 0u), (declared.MessageCount, declared.ConsumerCount));
        Assert.Equal(2u, await channel.QueuePurgeAsync(queue, Side.Stop));
        await channel.BasicPublishAsync("", queue, Side.Bytes("c"), Side.Stop);
        Assert.Equal(1u, await channel.QueueDeleteAsync(queue, cancellationToken: Side.Stop));
        Assert.Equal(0u, await channel.QueueDeleteAsync(queue, cancellationToken: Side.Stop)); // what is gone may be deleted again
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task An_exclusive_queue_goes_with_its_connection(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection owner = await side.ConnectAsync();
        string queue = await Side.QueueAsync(await owner.CreateChannelAsync(cancellationToken: Side.Stop));
        await owner.CloseAsync(Side.Stop);
        await GoneAsync(side, queue);
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task An_auto_delete_queue_goes_with_its_last_consumer(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync();
        string queue = (await channel.QueueDeclareAsync(Side.Name("auto"), durable: false, exclusive: false, autoDelete: true, cancellationToken: Side.Stop)).QueueName;
        string tag = await channel.BasicConsumeAsync(queue, autoAck: true, new AsyncEventingBasicConsumer(channel), Side.Stop);
        await channel.BasicCancelAsync(tag, cancellationToken: Side.Stop);
        await GoneAsync(side, queue);
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_full_queue_forgets_its_oldest_message_or_refuses_the_newest(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string dropping = await Side.QueueAsync(channel, new() { ["x-max-length"] = 2 });
        string refusing = await Side.QueueAsync(channel, new() { ["x-max-length"] = 2, ["x-overflow"] = "reject-publish" });
        foreach (string text in new[] { "a", "b", "c" })
        {
            await channel.BasicPublishAsync("", dropping, Side.Bytes(text), Side.Stop);
        }

        await channel.BasicPublishAsync("", refusing, Side.Bytes("a"), Side.Stop);
        await channel.BasicPublishAsync("", refusing, Side.Bytes("b"), Side.Stop);
        await Assert.ThrowsAsync<RabbitMQ.Client.Exceptions.PublishException>(async () => await channel.BasicPublishAsync("", refusing, Side.Bytes("c"), Side.Stop));

        Assert.Equal(["b", "c"], await Side.DrainAsync(channel, dropping));
        Assert.Equal(["a", "b"], await Side.DrainAsync(channel, refusing));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task What_expires_is_rejected_or_has_no_room_goes_to_the_dead_letter_exchange_with_its_reason(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string graves = await Side.QueueAsync(channel);
        Dictionary<string, object?> Dead(string key, object? value) => new() { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = graves, [key] = value };
        string expiring = await Side.QueueAsync(channel, Dead("x-message-ttl", 1));
        await channel.BasicPublishAsync("", expiring, Side.Bytes("late"), Side.Stop);
        Assert.Equal(("late", "expired", expiring), Read(await Side.GetAsync(channel, graves)));

        string rejecting = await Side.QueueAsync(channel, Dead("x-max-length", 100));
        await channel.BasicPublishAsync("", rejecting, Side.Bytes("bad"), Side.Stop);
        BasicGetResult bad = await Side.GetAsync(channel, rejecting, autoAck: false);
        await channel.BasicRejectAsync(bad.DeliveryTag, requeue: false, Side.Stop);
        Assert.Equal(("bad", "rejected", rejecting), Read(await Side.GetAsync(channel, graves)));

        string small = await Side.QueueAsync(channel, Dead("x-max-length", 1));
        await channel.BasicPublishAsync("", small, Side.Bytes("old"), Side.Stop);
        await channel.BasicPublishAsync("", small, Side.Bytes("new"), Side.Stop);
        Assert.Equal(("old", "maxlen", small), Read(await Side.GetAsync(channel, graves)));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_message_with_an_expiration_of_its_own_is_gone_after_it(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string queue = await Side.QueueAsync(channel);
        await channel.BasicPublishAsync("", queue, true, new BasicProperties { Expiration = "1" }, Side.Bytes("short"), Side.Stop);
        long start = TimeProvider.System.GetTimestamp();
        while (await channel.MessageCountAsync(queue, Side.Stop) > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), "the message did not expire");
        }
    }

    private static (string Text, string Reason, string Queue) Read(BasicGetResult got)
    {
        var death = (IDictionary<string, object?>)((IList<object?>)got.BasicProperties.Headers!["x-death"]!)[0]!;
        Assert.Equal(1L, death["count"]);
        return (Encoding.UTF8.GetString(got.Body.Span), Encoding.UTF8.GetString((byte[])death["reason"]!), Encoding.UTF8.GetString((byte[])death["queue"]!));
    }

    private static async Task GoneAsync(Side side, string queue)
    {
        IConnection connection = await side.ConnectAsync();
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            IChannel channel = await connection.CreateChannelAsync(cancellationToken: Side.Stop);
            try
            {
                await channel.QueueDeclarePassiveAsync(queue, Side.Stop);
            }
            catch (RabbitMQ.Client.Exceptions.OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == 404)
            {
                return;
            }
            catch (RabbitMQ.Client.Exceptions.OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == 405)
            {
                // Its owner is on its way out still.
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), $"{queue} is still there");
        }
    }
}
