namespace Millrace.Bench.Amqp.Breaking;

/// <summary>One way to go on publishing while the network breaks.</summary>
internal abstract class BreakSubject : IAsyncDisposable
{
    public abstract Task OpenAsync(Uri broker, int tasks, bool isConfirmed);

    /// <summary>True where the message is said to be sent or, opened so, confirmed; false where its fate is unknown. Other failures throw.</summary>
    public abstract ValueTask<bool> PublishAsync(int task, string queue, ReadOnlyMemory<byte> body);

    public abstract ValueTask DisposeAsync();
}
