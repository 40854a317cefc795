namespace Millrace.WebSockets;

/// <summary>Limits and times of one connection, of either side.</summary>
public sealed record WebSocketOptions
{
    /// <summary>The defaults.</summary>
    public static WebSocketOptions Default { get; } = new();

    /// <summary>Largest received message in bytes, after decompression. A larger one closes with 1009. 125 to 1 GiB.</summary>
    public int MaxMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Most bytes that may wait for a slow peer. At least <see cref="MaxMessageBytes"/> + 14, so that every message can be
    /// echoed; at most 1 GiB + 14.
    /// </summary>
    public int MaxSendQueueBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Most frames that may wait for a slow peer. 1 or more.</summary>
    public int MaxSendQueueMessages { get; init; } = 16 * 1024;

    /// <summary>What <see cref="WebSocketLink.TrySend"/> and <see cref="WebSocketLink.TrySendEncoded(ReadOnlySpan{byte}, int)"/> do when the queue is full; a send that waits, waits.</summary>
    public SendQueuePolicy WhenSendQueueIsFull { get; init; }

    /// <summary>The shard's share of what all connections together may hold for slow peers; null: no bound but each connection's own.</summary>
    public SendQueueShare? SendQueueShare { get; init; }

    /// <summary>
    /// A peer that takes no byte of waiting output for this long is reset, and so is one that has not taken within eight times this long
    /// what waited then. The end says 1013 on this side; the peer seldom learns it, because its buffers are full. 10 ms to 1 h.
    /// </summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the closing handshake may take before the connection is dropped. 10 ms to 10 min.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Ping after this long without a byte from the peer while a receive is pending; null never pings. 100 ms to 1 day,
    /// checked once a second (every 100 ms where a time is below 4 s).
    /// </summary>
    public TimeSpan? KeepAliveInterval { get; init; }

    /// <summary>How long after a ping the peer may stay silent before it is dropped. 100 ms to 1 day.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// permessage-deflate (RFC 7692), off when null. Leave it off where secrets and text of strangers share a message: the
    /// length of the compressed whole gives the secret away (CRIME, BREACH).
    /// </summary>
    public WebSocketDeflateOptions? Deflate { get; init; }

    /// <summary>Everything that is wrong with these options, in words; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        const int gibibyte = 1024 * 1024 * 1024;
        var errors = new OptionErrors();
        errors.Range(nameof(MaxMessageBytes), MaxMessageBytes, 125, gibibyte, "bytes");
        errors.Range(nameof(MaxSendQueueBytes), MaxSendQueueBytes, 139, gibibyte + 14, "bytes");
        errors.Range(nameof(MaxSendQueueMessages), MaxSendQueueMessages, 1, int.MaxValue, "frames");
        errors.Range(nameof(SendTimeout), SendTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        errors.Range(nameof(CloseTimeout), CloseTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        errors.Range(nameof(KeepAliveTimeout), KeepAliveTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        if (KeepAliveInterval is { } interval)
        {
            errors.Range(nameof(KeepAliveInterval), interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        }

        if (MaxMessageBytes <= gibibyte && MaxSendQueueBytes < MaxMessageBytes + 14)
        {
            errors.Add($"{nameof(MaxSendQueueBytes)} is {MaxSendQueueBytes}, too small for one message of {nameof(MaxMessageBytes)} "
                + $"({MaxMessageBytes}) and its frame header: set it to {MaxMessageBytes + 14} or more, or lower {nameof(MaxMessageBytes)}.");
        }

        Deflate?.Validate(errors);
        return errors.All;
    }
}
