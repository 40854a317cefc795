namespace Millrace.Bench.Amqp.Breaking;

/// <summary>What a publisher said of one message.</summary>
internal enum Fate : byte
{
    /// <summary>It said nothing: its call has not ended.</summary>
    Open,

    /// <summary>Sent or, where confirmed, taken over by the broker.</summary>
    Reported,

    /// <summary>It may have arrived or not.</summary>
    Unknown,

    /// <summary>Its call threw: it was not sent, or was refused.</summary>
    NotSent,
}
