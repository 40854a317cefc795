namespace Millrace.Amqp;

/// <summary>How channels are shared.</summary>
public sealed record ChannelPoolOptions
{
    /// <summary>
    /// Channels at most that are open or being opened: a hard limit. Where the broker allows fewer, the pool has as many as it could open on the connection, and whoever finds none free waits
    /// for one of these. Default 100, 1 to 2047.
    /// </summary>
    public int Limit { get; init; } = 100;

    /// <summary>How long a caller waits for a channel before it gets <see cref="ChannelPoolTimeoutException"/>. Default 30 s, 0 (fail at once) to 1 h.</summary>
    public TimeSpan AcquireTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
