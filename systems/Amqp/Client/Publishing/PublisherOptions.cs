namespace Millrace.Amqp;

/// <summary>How messages are published.</summary>
public sealed record PublisherOptions
{
    /// <summary>Channels over which the messages of all tasks are spread, apart from the pool's. Default 8, 1 to 256.</summary>
    public int Channels { get; init; } = 8;

    /// <summary>Confirmed messages at most that wait for the broker's word, over all channels; above, publishing waits. Default 2048, 1 to 1 million.</summary>
    public int MaxOutstanding { get; init; } = 2048;

    /// <summary>How long a confirmed message waits for the broker's word before it is indefinite. Default 30 s, 10 ms to 1 h.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts after the first for a message whose fate is unknown or that was nacked: at-least-once, so a message may arrive twice. Default 0, 0 to 100.</summary>
    public int Retries { get; init; }

    /// <summary>The largest body taken, in bytes. Default 16 MiB, 1 byte to 512 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 16 * 1024 * 1024;
}
