using System.Text;
using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Tests.Host;

public sealed class FirstStepsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_says_hello_and_goodbye()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IConnection connection = await test.ConnectAsync();
        Assert.Equal("Millrace", Encoding.UTF8.GetString((byte[])connection.ServerProperties!["product"]!));
        Assert.Equal(131072u, connection.FrameMax);
        Assert.Equal(2047, connection.ChannelMax);
        await connection.CloseAsync(Token);
    }

    [Fact]
    public async Task What_is_published_is_got()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        QueueDeclareOk queue = await channel.QueueDeclareAsync(cancellationToken: Token);
        await channel.BasicPublishAsync("", queue.QueueName, "hello"u8.ToArray(), Token);
        BasicGetResult? got = await channel.BasicGetAsync(queue.QueueName, true, Token);
        Assert.Equal("hello", Encoding.UTF8.GetString(got!.Body.Span));
        Assert.Null(await channel.BasicGetAsync(queue.QueueName, true, Token));
    }

    [Fact]
    public async Task Confirmed_messages_reach_a_consumer_in_order_and_are_acknowledged()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync(new CreateChannelOptions(true, true));
        IChannel consuming = await test.OpenChannelAsync();
        QueueDeclareOk queue = await channel.QueueDeclareAsync("orders", false, false, false, cancellationToken: Token);
        Channel<int> seen = Channel.CreateUnbounded<int>();
        AsyncEventingBasicConsumer consumer = new(consuming);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            seen.Writer.TryWrite(BitConverter.ToInt32(delivery.Body.Span));
            await consuming.BasicAckAsync(delivery.DeliveryTag, false, Token);
        };
        await consuming.BasicQosAsync(0, 10, false, Token);
        await consuming.BasicConsumeAsync(queue.QueueName, false, consumer, Token);
        for (int i = 0; i < 1000; i++)
        {
            await channel.BasicPublishAsync("", queue.QueueName, true, BitConverter.GetBytes(i), Token);
        }

        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(i, await seen.Reader.ReadAsync(Token));
        }
    }

    [Fact]
    public async Task An_unroutable_mandatory_message_comes_back_before_its_confirm()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync(new CreateChannelOptions(true, true));
        PublishException e = await Assert.ThrowsAsync<PublishException>(
            async () => await channel.BasicPublishAsync("", "nowhere", true, new byte[3], Token));
        Assert.True(e.IsReturn);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_closes_the_channel_with_404()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        OperationInterruptedException e = await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.QueueDeclarePassiveAsync("nothing", Token));
        Assert.Equal(404, e.ShutdownReason!.ReplyCode);
        Assert.Equal("NOT_FOUND - no queue 'nothing' in vhost '/'", e.ShutdownReason.ReplyText);
        Assert.False(channel.IsOpen);
    }

    [Fact]
    public async Task A_message_larger_than_many_frames_comes_whole()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync(new CreateChannelOptions(true, true));
        QueueDeclareOk queue = await channel.QueueDeclareAsync(cancellationToken: Token);
        byte[] body = new byte[3_000_001];
        new Random(7).NextBytes(body);
        await channel.BasicPublishAsync("", queue.QueueName, true, body, Token);
        BasicGetResult? got = await channel.BasicGetAsync(queue.QueueName, true, Token);
        Assert.True(body.AsSpan().SequenceEqual(got!.Body.Span));
    }
}
