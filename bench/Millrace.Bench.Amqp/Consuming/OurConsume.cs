using Millrace.Amqp;

namespace Millrace.Bench.Amqp.Consuming;

internal sealed class OurConsume : ConsumeSubject
{
    private AmqpClient _client = null!;

    public override async Task ConnectAsync(Uri broker) => _client = await Subjects.OursAsync(broker, options => options);

    public override Task StartAsync(IReadOnlyList<string> queues, Action<ReadOnlyMemory<byte>> onMessage) =>
        _client.Consumers.StartAsync([.. queues.Select(queue => new ConsumerOptions { Queue = queue, Prefetch = Prefetch })], (delivery, _) =>
        {
            onMessage(delivery.Body);
            return ValueTask.CompletedTask; // acknowledged by the consumer, each by itself
        });

    public override ValueTask DisposeAsync() => _client.DisposeAsync();
}
