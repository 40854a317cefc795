using System.Buffers;

using System.Runtime.ExceptionServices;

namespace Millrace.Live.Host.Signals;

/// <summary>
/// What one page has to run again: renderings parents first, then effects, in rounds until nothing is left or the budget is used up. Holds no memory while it is empty.
/// </summary>
internal class ReactionQueue : ReactionScheduler
{
    private IReaction[]? _renderings;
    private int _first;
    private int _end;
    private IReaction[]? _late;
    private int _lateCount;
    private List<IReaction>? _next;
    private int _depth = -1;
    private bool _isFlushing;

    /// <summary>Whether there is something to flush.</summary>
    internal bool HasWork => HasOwnWork || IsWoken;

    /// <summary>Whether something is scheduled, apart from shared signals that have changed: those are taken over at the beginning of a flush only.</summary>
    internal bool HasOwnWork => _end > _first || _lateCount > 0 || _next is not null;

    /// <summary>Called when something was scheduled and nothing was before.</summary>
    protected virtual void OnScheduled()
    {
    }

    /// <summary>A reaction has thrown. Throwing ends the flush; what is still queued stays queued.</summary>
    protected virtual void OnFailed(IReaction reaction, Exception exception) =>
        ExceptionDispatchInfo.Throw(exception);

    internal sealed override void Schedule(IReaction reaction)
    {
        if (HasEnded)
        {
            return;
        }
        bool wasIdle = !HasWork;
        ref ReactionLinks links = ref reaction.Links;
        if (links.IsLate)
        {
            Grow(ref _late, _lateCount);
            _late![_lateCount++] = reaction;
        }
        else if (links.Depth <= _depth)
        {
            // Above or beside what is being rendered: in the next round, or a page that disturbs itself would never see its budget.
            (_next ??= []).Add(reaction);
        }
        else
        {
            Insert(reaction, links.Depth);
        }
        if (wasIdle && !_isFlushing)
        {
            OnScheduled();
        }
    }

    /// <summary>Runs everything that is scheduled, in a turn of the page.</summary>
    /// <param name="rounds">How often the page may disturb itself before that is an error.</param>
    /// <returns>How many reactions ran.</returns>
    /// <exception cref="ReactionLoopException">The page did not come to rest.</exception>
    internal int Flush(int rounds)
    {
        using Turn turn = Enter();
        int ran = 0;
        _isFlushing = true;
        try
        {
            // Once: what others write while this page renders wakes it again, and must not be taken for a page that disturbs itself.
            PullShared();
            for (int round = 0; HasOwnWork; round++)
            {
                if (round == rounds)
                {
                    ThrowLoop(rounds);
                }
                ran += RunRenderings();
                if (_next is null)
                {
                    ran += RunLate();
                }
            }
        }
        finally
        {
            _isFlushing = false;
        }
        return ran;
    }

    /// <summary>Forgets what is scheduled.</summary>
    internal void Clear()
    {
        Return(ref _renderings, _end);
        Return(ref _late, _lateCount);
        _first = _end = _lateCount = 0;
        _next = null;
    }

    private void ThrowLoop(int rounds)
    {
        IReaction? last = _end > _first ? _renderings![_first] : _next is [var next, ..] ? next : _late?[0];
        Clear();
        throw new ReactionLoopException(rounds, last);
    }

    private int RunRenderings()
    {
        int ran = 0;
        if (_next is { } next)
        {
            _next = null;
            foreach (IReaction reaction in next)
            {
                Insert(reaction, reaction.Links.Depth);
            }
        }
        try
        {
            while (_first < _end)
            {
                IReaction reaction = _renderings![_first];
                _renderings[_first++] = null!;
                _depth = reaction.Links.Depth;
                ran += Run(reaction);
            }
        }
        finally
        {
            _depth = -1;
            if (_first == _end)
            {
                Return(ref _renderings, _end);
                _first = _end = 0;
            }
        }
        return ran;
    }

    private int RunLate()
    {
        if (_late is not { } batch)
        {
            return 0;
        }
        int ran = 0, count = _lateCount, index = 0;
        _late = null;
        _lateCount = 0;
        try
        {
            while (index < count)
            {
                ran += Run(batch[index++]);
            }
        }
        finally
        {
            for (; index < count; index++)
            {
                Grow(ref _late, _lateCount);
                _late![_lateCount++] = batch[index];
            }
            Return(ref batch!, count);
        }
        return ran;
    }

    private int Run(IReaction reaction)
    {
        try
        {
            return Reactions.Run(reaction) ? 1 : 0;
        }
        catch (Exception exception)
        {
            OnFailed(reaction, exception);
            return 1;
        }
    }

    private void Insert(IReaction reaction, int depth)
    {
        if (_first > 0 && _first == _end)
        {
            _first = _end = 0;
        }
        Grow(ref _renderings, _end);
        // After its equals: those of one depth run in the order in which they were scheduled.
        int low = _first, high = _end;
        if (high > low && _renderings![high - 1].Links.Depth <= depth)
        {
            low = high;
        }
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_renderings![middle].Links.Depth <= depth)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        Array.Copy(_renderings!, low, _renderings!, low + 1, _end - low);
        _renderings![low] = reaction;
        _end++;
    }

    private static void Grow(ref IReaction[]? items, int count)
    {
        if (items is null)
        {
            items = ArrayPool<IReaction>.Shared.Rent(16);
        }
        else if (count == items.Length)
        {
            IReaction[] larger = ArrayPool<IReaction>.Shared.Rent(count * 2);
            items.AsSpan(0, count).CopyTo(larger);
            Return(ref items, count);
            items = larger;
        }
    }

    private static void Return(ref IReaction[]? items, int used)
    {
        if (items is not null)
        {
            items.AsSpan(0, used).Clear();
            ArrayPool<IReaction>.Shared.Return(items);
            items = null;
        }
    }
}
