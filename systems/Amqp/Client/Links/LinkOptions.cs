namespace Millrace.Amqp;

/// <summary>How connections are made, watched and made again.</summary>
public sealed record LinkOptions
{
    /// <summary>Time for one attempt to connect: TCP, TLS and AMQP together. Default 3 s, 50 ms to 10 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long the first connect goes on trying while no broker can be reached; a refusal ends it at once. Default 0: one attempt at each broker. Up to 24 h.
    /// </summary>
    public TimeSpan FirstConnectFor { get; init; } = TimeSpan.Zero;

    /// <summary>The heartbeat asked for; the broker may lower it. Default 10 s, 1 s to 1 h, or zero for none.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection that has been silent for so long is asked a question (an active probe). Default 500 ms, 10 ms to 1 h, or zero for no probe.</summary>
    public TimeSpan ProbeAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A probe that was not answered for so long ends the connection. Default 500 ms, 10 ms to 1 h.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between attempts during <see cref="FastFor"/>. Default 50 ms, 1 to 100 ms.</summary>
    public TimeSpan FastDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long attempts follow each other fast, from the loss on. Default 60 s, 0 to 1 h.</summary>
    public TimeSpan FastFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait between attempts after <see cref="FastFor"/>, to which it doubles. Default 5 s, 100 ms to 1 h.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Each wait after <see cref="FastFor"/> is longer or shorter by up to this part of it. Default 0.2, 0 to 1.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>
    /// Attempts at most that are under way at once. One starts every <see cref="FastDelay"/> even while older ones have no answer, so that the first one after a black hole
    /// opens goes through; above the limit the one that adds least is given up. More of them make a broker that is
    /// back busy with those that will lose. Default 4, 1 to 256.
    /// </summary>
    public int MaxPendingAttempts { get; init; } = 4;

    /// <summary>How long a caller that needs a connection waits for one before it gets <see cref="AmqpUnavailableException"/>. Default 30 s, 0 (fail at once) to 1 h.</summary>
    public TimeSpan WaitForConnection { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer of the broker to a question such as a declaration may take. Default 20 s, 10 ms to 1 h.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long putting topology and consumers back on a new connection may take before it is given out without what is missing. Default 30 s, 100 ms to 1 h.</summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
