using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Bench.Amqp.Consuming;

/// <summary>RabbitMQ.Client plainly: one connection, one channel a consumer, opened in parallel.</summary>
internal sealed class PeerConsume : ConsumeSubject
{
    private IConnection _connection = null!;

    public override async Task ConnectAsync(Uri broker) => _connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();

    public override Task StartAsync(IReadOnlyList<string> queues, Action<ReadOnlyMemory<byte>> onMessage) => Task.WhenAll(queues.Select(async queue =>
    {
        IChannel channel = await _connection.CreateChannelAsync();
        await channel.BasicQosAsync(0, Prefetch, global: false);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            onMessage(delivery.Body);
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
    }));

    public override async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync(TimeSpan.FromSeconds(60));
        await _connection.DisposeAsync();
    }
}
