using Millrace.Amqp;

namespace Millrace.Bench.Amqp.Breaking;

internal sealed class OurBreak : BreakSubject
{
    private AmqpClient _client = null!;
    private bool _isConfirmed;

    public override async Task OpenAsync(Uri broker, int tasks, bool isConfirmed)
    {
        _client = await Subjects.OursAsync(broker, options => options);
        _isConfirmed = isConfirmed;
    }

    public override async ValueTask<bool> PublishAsync(int task, string queue, ReadOnlyMemory<byte> body)
    {
        if (!_isConfirmed)
        {
            await _client.Publisher.PublishAsync("", queue, body);
            return true;
        }

        PublishResult result = await _client.Publisher.PublishConfirmedAsync("", queue, body);
        return result.Outcome switch
        {
            PublishOutcome.Confirmed => true,
            PublishOutcome.Indefinite => false,
            _ => throw new InvalidOperationException($"{result.Outcome}: {result.Reason}"),
        };
    }

    public override ValueTask DisposeAsync() => _client.DisposeAsync();
}
