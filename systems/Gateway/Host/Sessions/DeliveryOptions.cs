namespace Millrace.Gateway.Host.Sessions;

/// <summary>How backends' messages are delivered to clients.</summary>
internal sealed record DeliveryOptions
{
    /// <summary>What becomes of a client whose queue is full.</summary>
    public SlowConsumerPolicy SlowConsumers { get; init; }

    /// <summary>Most bytes that may wait for one client, also before its 101 is out.</summary>
    public int MaxQueueBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Most messages that may wait for one client.</summary>
    public int MaxQueueMessages { get; init; } = 16 * 1024;

    /// <summary>The last resort for a client that waits for an answer; the switchboard answers before, with what it knows. More than its own timeout.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes that may be under way between two shards, in one direction, before whoever sends them is not read any more.</summary>
    public int MaxMailBytes { get; init; } = 4 * 1024 * 1024;
}
