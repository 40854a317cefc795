namespace Millrace.Bench.Amqp.Consuming;

/// <summary>One way to consume from many queues, each by a consumer with a channel of its own.</summary>
internal abstract class ConsumeSubject : IAsyncDisposable
{
    /// <summary>Deliveries that the broker sends ahead of their acknowledgement.</summary>
    protected const int Prefetch = 10;

    /// <summary>Connects; this is not part of the start-up that is measured.</summary>
    public abstract Task ConnectAsync(Uri broker);

    /// <summary>Opens a channel with its prefetch and a consumer for each queue; complete once the broker has said yes to all. Every delivery is acknowledged by itself.</summary>
    public abstract Task StartAsync(IReadOnlyList<string> queues, Action<ReadOnlyMemory<byte>> onMessage);

    public abstract ValueTask DisposeAsync();
}
