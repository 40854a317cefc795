namespace Millrace.Bench.Amqp.Breaking;

/// <summary>The ledger's account of every single message, by its task and number.</summary>
internal sealed record Books
{
    /// <summary>All that were begun.</summary>
    public long Begun { get; init; }

    /// <summary>Said to be sent or confirmed.</summary>
    public long Reported { get; init; }

    /// <summary>Of these, those that never came: lost.</summary>
    public long Lost { get; init; }

    /// <summary>Said to be of unknown fate.</summary>
    public long Unknown { get; init; }

    /// <summary>Of these, those that came.</summary>
    public long UnknownArrived { get; init; }

    /// <summary>Said not to be sent.</summary>
    public long NotSent { get; init; }

    /// <summary>Of these, those that came all the same: the publisher was wrong.</summary>
    public long NotSentArrived { get; init; }

    /// <summary>Of whose fate nothing was said: their calls never ended.</summary>
    public long Open { get; init; }

    /// <summary>Arrivals that nobody had begun.</summary>
    public long Foreign { get; init; }

    /// <summary>Second arrivals; nobody here publishes a message twice.</summary>
    public long Duplicates { get; init; }

    /// <summary>Whether every message fared as its publisher said.</summary>
    public bool IsRight => Lost == 0 && NotSentArrived == 0 && Open == 0 && Foreign == 0 && Duplicates == 0 && Reported + Unknown + NotSent == Begun;
}
