namespace Millrace.Live;

/// <summary>What became of a call of <see cref="LiveAction{TInput}.Run"/>.</summary>
public enum ActionOutcome
{
    /// <summary>It runs (or is done already).</summary>
    Started,

    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>The policy has no room for it: nothing happens.</summary>
    Dropped,
}
