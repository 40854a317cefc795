namespace Millrace.Live;

/// <summary>What a <see cref="LiveAction{TInput}"/> does when it is run while it runs. Every policy is bounded: a storm of clicks costs no more than it says.</summary>
public sealed class ActionPolicy
{
    // Cancelled runs that ignore their token are still there; beyond that many the newest waits for one to return.
    private const int CancelledInFlight = 4;

    private ActionPolicy(int atOnce, int waiting, bool cancelsPrevious = false) => (AtOnce, Waiting, CancelsPrevious) = (atOnce, waiting, cancelsPrevious);

    /// <summary>One at a time; further runs are dropped until it is done. For "save" and "buy".</summary>
    public static ActionPolicy DropWhileBusy { get; } = new(1, 0);

    /// <summary>The newest only: the one before is cancelled. For "search as you type".</summary>
    public static ActionPolicy CancelPrevious { get; } = new(CancelledInFlight, 1, cancelsPrevious: true);

    /// <summary>How many run at once at most.</summary>
    internal int AtOnce { get; }

    /// <summary>How many wait at most.</summary>
    internal int Waiting { get; }

    internal bool CancelsPrevious { get; }

    /// <summary>One after the other, in the order in which they were run. For "add to the list".</summary>
    /// <param name="waiting">How many may wait, at least 1; further ones are dropped.</param>
    public static ActionPolicy Queue(int waiting = 64)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(waiting, 1);
        return new ActionPolicy(1, waiting);
    }

    /// <summary>Several at once.</summary>
    /// <param name="atOnce">How many, at least 1.</param>
    /// <param name="waiting">How many more may wait; further ones are dropped.</param>
    public static ActionPolicy Parallel(int atOnce, int waiting = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(atOnce, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(waiting);
        return new ActionPolicy(atOnce, waiting);
    }
}
