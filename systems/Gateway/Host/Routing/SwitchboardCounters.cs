namespace Millrace.Gateway.Host.Routing;

/// <summary>What the switchboard has counted. Written on its thread only, as plain fields; read from anywhere, at worst a moment old.</summary>
internal sealed class SwitchboardCounters
{
    /// <summary>Events written to backends by <see cref="EventKind"/>, redelivered ones included.</summary>
    public readonly long[] Events = new long[Enum.GetValues<EventKind>().Length];

    /// <summary>Actions done for backends by <see cref="Wire.BackendActionKind"/>, refused ones included.</summary>
    public readonly long[] Actions = new long[Enum.GetValues<Wire.BackendActionKind>().Length];

    /// <summary>Actions that were understood but could not be done, by <see cref="ActionProblem"/>.</summary>
    public readonly long[] Problems = new long[Enum.GetValues<ActionProblem>().Length];

    /// <summary>Refused clients by the status that they got, less 400.</summary>
    public readonly long[] Refused = new long[200];

    /// <summary>Of the refusals with 503 those that are not for want of a backend: all of them were busy, or there were too many of something.</summary>
    public long Busy;

    public long Asked;
    public long AskedAgain;
    public long Accepted;
    public long TimedOut;
    public long Abandoned;
    public long StrayAnswers;

    public long Queued;
    public long QueueDropped;
    public long Redelivered;

    /// <summary>Events that a backend had been sent and had not acknowledged, dropped because too many bytes of them waited for another one.</summary>
    public long PromisedDropped;

    /// <summary>Events dropped because one backend after the other left without acknowledging them.</summary>
    public long Poisoned;

    /// <summary>Events that a plain backend may or may not have handled when it left: an upper bound.</summary>
    public long Indefinite;

    /// <summary>Messages of clients that had been replaced, given up or asked to leave when they arrived.</summary>
    public long Late;

    public long DuplicatesReplaced;
    public long DuplicatesRefused;
    public long Holds;

    public long Detached;
    public long Recovered;
    public long NotRecovered;

    /// <summary>Clients without a connection that are not waited for any longer, because what was kept for them had to make room.</summary>
    public long RecoveryEvicted;

    public void Refuse(int status) => Refused[Math.Clamp(status - 400, 0, Refused.Length - 1)]++;
}
