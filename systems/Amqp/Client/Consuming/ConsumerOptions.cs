namespace Millrace.Amqp;

/// <summary>One consumer: what it takes, how much at a time, and what happens to a message whose handler fails.</summary>
public sealed record ConsumerOptions
{
    /// <summary>The queue; it must exist. No default.</summary>
    public string Queue { get; init; } = "";

    /// <summary>Deliveries at most that the broker sends ahead of their acknowledgement; without effect under <see cref="AckMode.None"/>, where nothing limits them. Default 32, 1 to 65535.</summary>
    public int Prefetch { get; init; } = 32;

    /// <summary>Handlers of this consumer at most that run side by side. Default 1 (one after another, in order), 1 to 65535.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Who acknowledges. Default: the consumer does, after the handler.</summary>
    public AckMode Acks { get; init; } = AckMode.AfterHandler;

    /// <summary>What happens to a delivery whose handler throws. Default: it is put back into the queue once, and given up when it fails again.</summary>
    public FailurePolicy OnFailure { get; init; } = FailurePolicy.RequeueOnce;

    /// <summary>Acknowledgements that are gathered into one, where that is possible; at most half of <see cref="Prefetch"/> takes effect. Default 1 (each by itself), 1 to 65535.</summary>
    public int AckBatch { get; init; } = 1;

    /// <summary>How long an acknowledgement waits for others at most. Default 20 ms, 1 ms to 60 s.</summary>
    public TimeSpan AckDelay { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The consumer's tag; empty for one that the broker makes. Default: empty.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Whether it wants to be the only consumer of its queue. Default false.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Arguments for the broker, such as <c>x-priority</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, object?>? Arguments { get; init; }

    /// <summary>
    /// How long it waits before it tries again after the broker ended it (queue deleted, channel error); doubles with each failure, up to a minute. Zero: it does not try until the next
    /// connection. Default 1 s, 0 to 60 s.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}
