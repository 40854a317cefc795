using System.Globalization;

namespace Millrace.Amqp;

/// <summary>The broker's word on one message, or why there is none.</summary>
public readonly record struct PublishResult
{
    private readonly string? _idPrefix;
    private readonly ulong _idNumber;

    internal PublishResult(PublishOutcome outcome, int code, string? reason, string? messageId, string? idPrefix, ulong idNumber)
    {
        Outcome = outcome;
        Code = code;
        Reason = reason;
        _idPrefix = messageId ?? idPrefix;
        _idNumber = messageId is null ? idNumber : 0;
    }

    /// <summary>What became of the message.</summary>
    public PublishOutcome Outcome { get; }

    /// <summary>The broker's reply code for a returned message (312 no route, 313 no consumers) or for a channel that it closed (404, 403, 406 and the like); else 0.</summary>
    public int Code { get; }

    /// <summary>Why it was not confirmed; null where it was.</summary>
    public string? Reason { get; private init; }

    /// <summary>The id under which the message travelled: its own, or the one that the publisher gave it; null where it had none. A number's text is made when asked for.</summary>
    public string? MessageId => _idNumber == 0 ? _idPrefix : string.Create(CultureInfo.InvariantCulture, $"{_idPrefix}{_idNumber:x16}");

    /// <summary>The same fate, after a later attempt which did not settle it.</summary>
    internal PublishResult After(string later) => this with { Reason = $"{Reason}; a later attempt: {later}" };

    /// <summary>True where the broker took the message over.</summary>
    public bool IsConfirmed => Outcome == PublishOutcome.Confirmed;
}
