using RabbitMQ.Client;

namespace Millrace.Bench.Amqp.Publishing;

/// <summary>RabbitMQ.Client as its guide shows it: one connection, one channel a task, opened in parallel; recovery and tracked confirms at their defaults.</summary>
internal sealed class PeerPublish : PublishSubject
{
    private IConnection _connection = null!;
    private IChannel[] _channels = [];

    public override async Task OpenAsync(Uri broker, int tasks, bool isConfirmed)
    {
        _connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        // The library's own limit is 128 a channel and a task has one message outstanding, so it never holds anything back.
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: isConfirmed, publisherConfirmationTrackingEnabled: isConfirmed);
        _channels = await Task.WhenAll(Enumerable.Range(0, tasks).Select(_ => _connection.CreateChannelAsync(options)));
    }

    public override async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync(TimeSpan.FromSeconds(60)); // answered when the broker has read all that was sent
        await _connection.DisposeAsync();
    }

    protected override ValueTask PublishAsync(int task, string exchange, string routingKey, ReadOnlyMemory<byte> body) =>
        _channels[task].BasicPublishAsync(exchange, routingKey, body);
}
