namespace Millrace.Amqp;

/// <summary>What all consumers of a client share.</summary>
public sealed record ConsumingOptions
{
    /// <summary>Handlers at most that run side by side, over all consumers; 0 for as many as the consumers have. Default 0, 0 to 1 million.</summary>
    public int MaxConcurrentHandlers { get; init; }

    /// <summary>Consumers at most that are put on a connection at the same time. Default 256, 1 to 2047.</summary>
    public int ParallelOpenings { get; init; } = 256;

    /// <summary>How long a stop waits for handlers that run, before it cancels their token and closes. Default 30 s, 0 to 1 h.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
