namespace Millrace.Amqp;

/// <summary>How messages are published.</summary>
public sealed record PublisherOptions
{
    /// <summary>
    /// Channels over which the messages of all tasks are spread, apart from the pool's: half of them for confirmed messages and half for the others, at least one each, opened when first
    /// needed; and one more each, opened when a channel was closed over an exchange, for the messages to such exchanges. So a program that only confirms has 4 of the default 8 (5 with that).
    /// Default 8, 1 to 256.
    /// </summary>
    public int Channels { get; init; } = 8;

    /// <summary>Confirmed messages at most that wait for the broker's word, over all channels; above, publishing waits. Default 2048, 1 to 1 million.</summary>
    public int MaxOutstanding { get; init; } = 2048;

    /// <summary>How long a confirmed message waits for the broker's word before it is indefinite. Default 30 s, 10 ms to 1 h.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Attempts after the first for a message whose fate is unknown or that was nacked: at-least-once, so a message may arrive twice, under one message id. Between two attempts there is a
    /// pause, of 10 ms at first and doubling to 1 s. A message to an exchange that does not exist (404) or may not be written to (403) is not tried again. Default 0, 0 to 100.
    /// </summary>
    public int Retries { get; init; }

    /// <summary>
    /// How long a message waits to be written where there is a connection: for a place among the outstanding, for room in the buffer, for a channel. Then its caller gets
    /// <see cref="AmqpUnavailableException"/>; the message was not sent. It is the bound of a broker that reads nothing, as under a memory or disk alarm. Default 30 s, 10 ms to 1 h.
    /// </summary>
    public TimeSpan WaitForRoom { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest body taken, in bytes. Default 16 MiB, 1 byte to 512 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Bytes written for the broker that may wait for the socket, on the publishing connection; above, publishing waits. More of it evens out bursts, and more of it is lost
    /// with a connection. Default 128 KiB, 16 KiB to 256 MiB.
    /// </summary>
    public int BufferBytes { get; init; } = 128 * 1024;

    /// <summary>What a message meets that is to be published while there is no connection. Default: it waits for the next.</summary>
    public LostSessionPolicy OnLostSession { get; init; } = LostSessionPolicy.Wait;

    /// <summary>Whether a confirmed message that has no message id is given one. Default true. (Mandatory messages always are, a returned one is known by it; so are all where there are <see cref="Retries"/>.)</summary>
    public bool MessageIds { get; init; } = true;
}
