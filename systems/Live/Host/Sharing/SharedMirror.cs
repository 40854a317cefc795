using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Sharing;

/// <summary>What one page sees of a shared signal: a copy that changes only in the page's own turns.</summary>
internal abstract class SharedMirror : Readable
{
    private readonly ReactionScheduler _scheduler;
    private int _isWoken;

    private protected SharedMirror(ReactionScheduler scheduler) => _scheduler = scheduler;

    internal ReactionScheduler Scheduler => _scheduler;

    /// <summary>The next one in its page's list of mirrors that are behind.</summary>
    internal SharedMirror? NextWoken { get; set; }

    /// <summary>Tells the page, from any thread, that this mirror is behind. Many changes before the page's next turn are one.</summary>
    internal void Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
        {
            _scheduler.Wake(this);
        }
    }

    /// <summary>Takes over the shared value, in the page's turn.</summary>
    internal void Pull()
    {
        // Before the value is read: a change after that wakes the page again.
        Volatile.Write(ref _isWoken, 0);
        Interlocked.MemoryBarrier();
        Copy();
    }

    /// <summary>Stops being told of changes.</summary>
    internal abstract void Leave();

    /// <summary>Takes over the shared value without saying that it is no longer in the list of those that are behind; it may well be.</summary>
    internal abstract void Copy();
}
