namespace Millrace.Amqp.Load.Subject;

/// <summary>What the ledger knows of a message; several may hold at once.</summary>
[Flags]
internal enum MessageFate
{
    None = 0,

    /// <summary>It was about to be published.</summary>
    Begun = 1,

    /// <summary>It was handed over without waiting for the broker's word.</summary>
    Sent = 2,

    /// <summary>The broker confirmed it.</summary>
    Confirmed = 4,

    /// <summary>Nobody knows whether the broker has it.</summary>
    Indefinite = 8,

    /// <summary>It was not sent, or the broker refused it.</summary>
    Refused = 16,

    /// <summary>A consumer had it.</summary>
    Delivered = 32,
}
