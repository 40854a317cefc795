using System.Runtime.ExceptionServices;

namespace Millrace.Live.Host.Signals;

/// <summary>What one thread is doing: for which page, which reaction runs, what it has read so far. One object a thread, so that one look-up serves.</summary>
internal sealed class ReactiveContext
{
    [ThreadStatic]
    private static ReactiveContext? t_current;

    private readonly Stack<object> _marks = new();
    private readonly Queue<IReaction> _waiting = new();
    private bool _isSettling;

    /// <summary>The calling thread's.</summary>
    internal static ReactiveContext Current => t_current ??= new ReactiveContext();

    /// <summary>The page in whose turn the thread is; null outside of pages.</summary>
    internal ReactionScheduler? Scheduler { get; set; }

    /// <summary>Who notes what is read; null for nobody.</summary>
    internal IReaction? Reaction { get; set; }

    /// <summary>Whose effects and clean-ups are being made.</summary>
    internal IOwner? Owner { get; set; }

    /// <summary>How many computed values are being computed, one within another.</summary>
    internal int Computing { get; set; }

    /// <summary>How many batches are open.</summary>
    internal int Batches { get; set; }

    /// <summary>What the running reactions have read that they had not read in that order before.</summary>
    internal ReadLog Log { get; } = new();

    /// <summary>Adds to the estimate of the page in whose turn the thread is.</summary>
    internal void Account(long bytes) => Scheduler?.Account(bytes);

    /// <summary>Marks everyone who reads a source: the direct readers as dirty, those beyond computed values as to be checked.</summary>
    internal void Mark(object? observers)
    {
        MarkAll(observers, ReactionState.Dirty);
        // Not by recursion: a chain of computed values may be longer than the stack is deep.
        while (_marks.TryPop(out object? further))
        {
            MarkAll(further, ReactionState.Check);
        }
    }

    /// <summary>Makes those dirty that were to be checked. One that is clean is running at this moment, and sees the new value anyway.</summary>
    internal static void Confirm(object observers)
    {
        if (observers is ObserverList many)
        {
            foreach (IReaction observer in many.Items)
            {
                ConfirmOne(ref observer.Links);
            }
        }
        else
        {
            ConfirmOne(ref ((IReaction)observers).Links);
        }
    }

    /// <summary>Marks one reaction, and schedules it or marks its own readers where it was clean before.</summary>
    internal void MarkOne(IReaction reaction, ReactionState state)
    {
        MarkSingle(reaction, state);
        while (_marks.TryPop(out object? further))
        {
            MarkAll(further, ReactionState.Check);
        }
    }

    /// <summary>Keeps a reaction of no page until the outermost batch ends.</summary>
    internal void Wait(IReaction reaction) => _waiting.Enqueue(reaction);

    /// <summary>Whether something waits that belongs to no page.</summary>
    internal bool HasWaiting => _waiting.Count > 0;

    /// <summary>Runs what waits outside of pages, unless a batch is open.</summary>
    internal void Settle()
    {
        if (_waiting.Count == 0 || Batches > 0 || _isSettling || Scheduler is not null)
        {
            return;
        }
        ExceptionDispatchInfo? first = null;
        ImmediateScheduler.Gate.Enter();
        _isSettling = true;
        try
        {
            for (int budget = ImmediateScheduler.Budget; _waiting.TryDequeue(out IReaction? reaction); budget--)
            {
                if (budget == 0)
                {
                    _waiting.Clear();
                    throw new ReactionLoopException(ImmediateScheduler.Budget, reaction);
                }
                try
                {
                    Reactions.Run(reaction);
                }
                catch (Exception exception) when (first is null)
                {
                    first = ExceptionDispatchInfo.Capture(exception);
                }
                catch (Exception)
                {
                    // The writer hears of the first; each effect has run nevertheless.
                }
            }
        }
        finally
        {
            _isSettling = false;
            ImmediateScheduler.Gate.Exit();
        }
        first?.Throw();
    }

    private static void ConfirmOne(ref ReactionLinks links)
    {
        if (links.State == ReactionState.Check)
        {
            links.State = ReactionState.Dirty;
        }
    }

    private void MarkAll(object? observers, ReactionState state)
    {
        if (observers is IReaction one)
        {
            MarkSingle(one, state);
        }
        else if (observers is ObserverList many)
        {
            foreach (IReaction observer in many.Items)
            {
                MarkSingle(observer, state);
            }
        }
    }

    private void MarkSingle(IReaction reaction, ReactionState state)
    {
        ref ReactionLinks links = ref reaction.Links;
        ReactionState before = links.State;
        if (before >= state)
        {
            return;
        }
        links.State = state;
        if (before != ReactionState.Clean)
        {
            return;
        }
        if (reaction is Readable computed)
        {
            if (computed.Observers is { } further)
            {
                _marks.Push(further);
            }
        }
        else
        {
            reaction.Scheduler!.Schedule(reaction);
        }
    }
}
