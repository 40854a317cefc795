using Millrace.Amqp;

namespace Millrace.Bench.Amqp.Publishing;

internal sealed class OurPublish : PublishSubject
{
    private AmqpClient _client = null!;
    private bool _isConfirmed;

    public override async Task OpenAsync(Uri broker, int tasks, bool isConfirmed)
    {
        _client = await Subjects.OursAsync(broker, options => options);
        _isConfirmed = isConfirmed;
    }

    public override ValueTask DisposeAsync() => _client.DisposeAsync();

    protected override ValueTask PublishAsync(int task, string exchange, string routingKey, ReadOnlyMemory<byte> body) =>
        _isConfirmed ? ConfirmedAsync(exchange, routingKey, body) : _client.Publisher.PublishAsync(exchange, routingKey, body);

    private async ValueTask ConfirmedAsync(string exchange, string routingKey, ReadOnlyMemory<byte> body)
    {
        PublishResult result = await _client.Publisher.PublishConfirmedAsync(exchange, routingKey, body);
        if (!result.IsConfirmed)
        {
            throw new InvalidOperationException($"{result.Outcome}: {result.Reason}");
        }
    }
}
