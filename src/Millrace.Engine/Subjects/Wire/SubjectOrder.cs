namespace Millrace.Engine.Subjects.Wire;

/// <summary>One line from the lab to its subject. Each is answered by one <see cref="SubjectReply"/> with the same id. Times are ticks of the shared monotonic clock.</summary>
internal sealed record SubjectOrder
{
    public const string Hello = "hello";
    public const string Seat = "seat";
    public const string Connect = "connect";
    public const string Begin = "begin";
    public const string Flip = "flip";
    public const string Injected = "fault-injected";
    public const string Ended = "fault-ended";
    public const string Notes = "fault-notes";
    public const string Stop = "stop";
    public const string Drain = "drain";
    public const string Close = "close";

    public long Id { get; init; }

    public required string Do { get; init; }

    /// <summary>With <see cref="Seat"/>.</summary>
    public SubjectSeat? Run { get; init; }

    /// <summary>With <see cref="Begin"/>: when connecting began, and when the load starts in <see cref="At"/>.</summary>
    public long? From { get; init; }

    /// <summary>The time that the order is about: the load's start or end, a fault's, the drain's deadline.</summary>
    public long? At { get; init; }

    /// <summary>Which fault.</summary>
    public int? Fault { get; init; }

    /// <summary>With <see cref="Injected"/>: how long an operation must wait for its task to have noticed.</summary>
    public long? Threshold { get; init; }

    /// <summary>With <see cref="Close"/>.</summary>
    public double? WithinSeconds { get; init; }
}
