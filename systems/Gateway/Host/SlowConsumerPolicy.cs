namespace Millrace.Gateway.Host;

/// <summary>What happens to a client that does not take its messages as fast as they come.</summary>
public enum SlowConsumerPolicy
{
    /// <summary>Once its queue is full it is closed with 1013; it may come back and ask anew for what it needs.</summary>
    Close,

    /// <summary>The oldest whole messages that wait for it make room for the newest, and are counted.</summary>
    DropOldest,
}
