namespace Millrace.Amqp;

/// <summary>What became of a message that was published with confirmation.</summary>
public enum PublishOutcome
{
    /// <summary>The broker took it over.</summary>
    Confirmed,

    /// <summary>It was mandatory and no queue took it; the broker sent it back.</summary>
    Returned,

    /// <summary>The broker refused it: a queue's limit, or an error of its own.</summary>
    Nacked,

    /// <summary>The connection or the channel ended before the broker's word came, or the word took too long: it may have arrived or not.</summary>
    Indefinite,
}
