using Millrace.Live.Host.Sharing;

namespace Millrace.Live.Host.Signals;

/// <summary>
/// Runs the reactions of one page, in turns: at any time at most one thread is between <see cref="Enter"/> and the end of its turn.
/// </summary>
internal abstract class ReactionScheduler
{
    private SharedMirror? _woken;
    private Dictionary<object, SharedMirror>? _mirrors;
    private CancellationTokenSource? _ended;
    private bool _hasEnded;

    /// <summary>Running estimate of what observed signals and their subscriptions hold, in bytes. Read it from any thread.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Whether the calling thread is in a turn of this page.</summary>
    internal bool IsInTurn => ReferenceEquals(ReactiveContext.Current.Scheduler, this);

    /// <summary>Whether a shared signal has changed that this page reads.</summary>
    internal bool IsWoken => Volatile.Read(ref _woken) is not null;

    /// <summary>Cancelled when the page ends; made when first asked for.</summary>
    internal CancellationToken Ended
    {
        get
        {
            if (_hasEnded)
            {
                return new CancellationToken(canceled: true);
            }
            return (_ended ??= new CancellationTokenSource()).Token;
        }
    }

    /// <summary>Whether the page has ended: nothing is scheduled any more.</summary>
    internal bool HasEnded => _hasEnded;

    /// <summary>Begins a turn of this page on the calling thread: signals may be written, and nothing runs before the page is flushed.</summary>
    internal Turn Enter() => new(this);

    /// <summary>A reaction may have to run again. Called in a turn, once until the reaction has run or was found unchanged.</summary>
    internal abstract void Schedule(IReaction reaction);

    /// <summary>An exception that nobody awaits, such as that of an action whose error nobody shows.</summary>
    internal virtual void Unhandled(Exception exception)
    {
    }

    /// <summary>A shared signal has changed: plan a turn. Called from any thread, outside of the page's turns or in one; must not block and not throw.</summary>
    protected virtual void OnWoken()
    {
    }

    /// <summary>Ends the page, in its turn: tokens are cancelled, and nothing that arrives later is looked at.</summary>
    internal void End()
    {
        if (_hasEnded)
        {
            return;
        }
        _hasEnded = true;
        if (_ended is not null)
        {
            Cancelling.Cancel(_ended);
            _ended.Dispose();
        }
        foreach (SharedMirror mirror in _mirrors?.Values.ToArray() ?? [])
        {
            mirror.Leave();
        }
        _mirrors = null;
    }

    internal void Account(long bytes) => Bytes += bytes;

    /// <summary>Takes note, from any thread, that a mirror is behind its shared signal.</summary>
    internal void Wake(SharedMirror mirror)
    {
        SharedMirror? head = Volatile.Read(ref _woken);
        while (true)
        {
            mirror.NextWoken = head;
            SharedMirror? seen = Interlocked.CompareExchange(ref _woken, mirror, head);
            if (ReferenceEquals(seen, head))
            {
                break;
            }
            head = seen;
        }
        if (head is null)
        {
            OnWoken();
        }
    }

    /// <summary>Brings mirrors of shared signals up to date, in a turn.</summary>
    internal void PullShared()
    {
        SharedMirror? mirror = _woken is null ? null : Interlocked.Exchange(ref _woken, null);
        while (mirror is not null)
        {
            SharedMirror? next = mirror.NextWoken;
            mirror.NextWoken = null;
            mirror.Pull();
            mirror = next;
        }
    }

    internal SharedMirror? FindMirror(object shared) => _mirrors?.GetValueOrDefault(shared);

    internal void AddMirror(object shared, SharedMirror mirror) => (_mirrors ??= []).TryAdd(shared, mirror);

    internal void RemoveMirror(object shared, SharedMirror mirror)
    {
        if (ReferenceEquals(FindMirror(shared), mirror) && _mirrors!.Remove(shared) && _mirrors.Count == 0)
        {
            _mirrors = null;
        }
    }
}
