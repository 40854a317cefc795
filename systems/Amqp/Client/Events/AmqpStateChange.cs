namespace Millrace.Amqp;

/// <summary>A connection of a client has come, gone, or been refused.</summary>
/// <param name="link">Which one: <c>publish</c> or <c>consume</c>.</param>
/// <param name="state">How it is now.</param>
/// <param name="epoch">Counts its lives, from 1; 0 before the first.</param>
/// <param name="cause">Why, where it was lost or refused.</param>
/// <param name="outage">How long it was away, where it is back.</param>
public sealed class AmqpStateChange(string link, AmqpState state, int epoch, Exception? cause, TimeSpan? outage)
{
    /// <summary>Which connection: <c>publish</c> or <c>consume</c>.</summary>
    public string Link { get; } = link;

    /// <summary>How it is now.</summary>
    public AmqpState State { get; } = state;

    /// <summary>Counts its lives, from 1; 0 before the first.</summary>
    public int Epoch { get; } = epoch;

    /// <summary>Why, where it was lost or refused.</summary>
    public Exception? Cause { get; } = cause;

    /// <summary>How long it was away, where it is back: from the loss until topology and consumers were back too.</summary>
    public TimeSpan? Outage { get; } = outage;
}
