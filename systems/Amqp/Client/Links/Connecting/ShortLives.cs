namespace Millrace.Amqp.Links.Connecting;

/// <summary>
/// Counts connections in a row that were over as soon as they were made, for a reason that the next one will meet too: a message that breaks the protocol, a topology that ends the
/// connection, a broker that cannot go on. The pauses between them grow as those between attempts that fail. Pure: it is told the times.
/// </summary>
internal sealed class ShortLives(LinkOptions options, Func<AttemptPlan> plans)
{
    /// <summary>Whoever lived for so long after it was given out had no short life.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private AttemptPlan? _plan;
    private TimeSpan _since;

    /// <summary>How many there were.</summary>
    public int InARow { get; private set; }

    /// <summary>How long to rest before the next attempt.</summary>
    /// <param name="lived">From the opening until the loss.</param>
    /// <param name="used">The part of it during which others could use the connection; null where it never came so far.</param>
    /// <param name="reason">Why it ended.</param>
    /// <param name="lostAt">When it ended: a clock's reading.</param>
    public TimeSpan RestAfter(TimeSpan lived, TimeSpan? used, AmqpLossCause reason, TimeSpan lostAt)
    {
        // A network that cuts what works says nothing about the next connection.
        if (used is { } time && (time >= Short || reason is not (AmqpLossCause.Broker or AmqpLossCause.Operation)))
        {
            (InARow, _plan) = (0, null);
        }
        else if (InARow++ == 0)
        {
            (_plan, _since) = (plans(), lostAt);
        }
        else
        {
            return _plan!.NextDelay(lostAt - _since, refused: false);
        }

        return lived < options.FastDelay ? options.FastDelay : TimeSpan.Zero;
    }
}
