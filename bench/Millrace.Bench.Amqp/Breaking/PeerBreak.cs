using RabbitMQ.Client;

namespace Millrace.Bench.Amqp.Breaking;

/// <summary>RabbitMQ.Client plainly: one channel a task on one connection, its automatic recovery at its defaults.</summary>
internal sealed class PeerBreak : BreakSubject
{
    private IConnection _connection = null!;
    private IChannel[] _channels = [];

    public override async Task OpenAsync(Uri broker, int tasks, bool isConfirmed)
    {
        _connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: isConfirmed, publisherConfirmationTrackingEnabled: isConfirmed);
        _channels = await Task.WhenAll(Enumerable.Range(0, tasks).Select(_ => _connection.CreateChannelAsync(options)));
    }

    public override async ValueTask<bool> PublishAsync(int task, string queue, ReadOnlyMemory<byte> body)
    {
        await _channels[task].BasicPublishAsync("", queue, body);
        return true;
    }

    public override async ValueTask DisposeAsync()
    {
        await _connection.CloseAsync(TimeSpan.FromSeconds(10));
        await _connection.DisposeAsync();
    }
}
