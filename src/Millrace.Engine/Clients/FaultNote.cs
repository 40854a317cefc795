namespace Millrace.Engine.Clients;

/// <summary>One client's view of one fault, in ticks; 0 where it did not happen.</summary>
internal struct FaultNote
{
    public long InjectedAt;
    public long EndedAt;
    public long NoticedAt;
    public long RecoveredAt;

    /// <summary>The first right answer after the last sign of the fault: the recovery, should the fault turn out to be over by then.</summary>
    public long WorkedAt;

    /// <summary>When the connection was lost.</summary>
    public long DownAt;

    /// <summary>When it stood again, for good as far as is known.</summary>
    public long BackAt;

    /// <summary>The attempts to connect between the two that failed; null where the connection was not lost.</summary>
    public ConnectFailures? Failures;
}
