using System.Diagnostics.CodeAnalysis;
using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>
/// A value that can be read and whose readers run again when it changes: <see cref="Signal{T}"/>, <see cref="Computed{T}"/>, <see cref="SharedSignal{T}"/>,
/// <see cref="Resource{T}"/>. Put into the tree as it stands it is a bound text.
/// </summary>
public abstract class Readable
{
    // null, one IReaction, or an ObserverList: a source with one reader needs no further object.
    private object? _observers;
    private uint _version;
    private int _accounted;

    private protected Readable()
    {
    }

    /// <summary>Who reads it: nothing, one <see cref="IReaction"/>, or an <see cref="ObserverList"/>.</summary>
    internal object? Observers => _observers;

    /// <summary>Whether anything has subscribed to it.</summary>
    internal bool IsObserved => _observers is not null;

    /// <summary>Counts its changes, modulo 2^32.</summary>
    internal uint Version => _version;

    /// <summary>Whether it is known to be behind what it is made of.</summary>
    internal virtual bool IsStale => false;

    /// <summary>Whether its value is being computed at this moment.</summary>
    internal virtual bool IsBeingComputed => false;

    /// <summary>The value as text, as it stands in a page, without noting the read. Throws what computing it throws.</summary>
    internal abstract string PeekText();

    /// <summary>The value as text, as it stands in a page; the read is noted.</summary>
    internal abstract string ReadText();

    /// <summary>What a reaction of the current page subscribes to in its place: itself, or the page's mirror of a shared signal.</summary>
    internal virtual Readable ForPage(ReactiveContext context) => this;

    /// <summary>Brings a computed value up to date; an exception in it is kept for whoever reads the value.</summary>
    internal virtual void Refresh()
    {
    }

    /// <summary>About how many bytes it holds on the heap, itself and its value.</summary>
    private protected abstract long Measure();

    private protected virtual void OnObserved(ReactiveContext context)
    {
    }

    private protected virtual void OnUnobserved(ReactiveContext context)
    {
    }

    /// <summary>Lets the running reaction, if there is one, run again when this changes.</summary>
    private protected void Track()
    {
        ReactiveContext context = ReactiveContext.Current;
        if (context.Reaction is { } reaction)
        {
            context.Log.Note(this, reaction, context.Scheduler);
        }
    }

    /// <summary>The value is another one now: marks the readers. What runs outside of pages runs before this returns.</summary>
    private protected void Changed(ReactiveContext context)
    {
        _version++;
        if (_observers is not null)
        {
            Reaccount(context);
            context.Mark(_observers);
        }
    }

    /// <summary>A computed value turned out another one when it was read: the readers that were to check know now that they must run.</summary>
    private protected void TurnedOut(ReactiveContext context)
    {
        _version++;
        if (_observers is not null)
        {
            Reaccount(context);
            ReactiveContext.Confirm(_observers);
        }
    }

    /// <summary>Refuses what would run one page's reactions on another thread.</summary>
    private protected void GuardWrite(ReactiveContext context)
    {
        if (context.Computing > 0)
        {
            throw new InvalidOperationException($"A computed value writes {this}. Computing must have no effects: write in a handler or in an Effect.");
        }
        if (_observers is not null && SchedulerOf(_observers) is { } theirs and not ImmediateScheduler && !ReferenceEquals(theirs, context.Scheduler))
        {
            RefuseWrite(context.Scheduler is null);
        }
    }

    /// <summary>Refuses a read that would subscribe one page to what another page reads.</summary>
    internal void RefuseForeign(ReactionScheduler? scheduler)
    {
        if (_observers is not null && SchedulerOf(_observers) is { } theirs and not ImmediateScheduler && !ReferenceEquals(theirs, scheduler))
        {
            throw new InvalidOperationException($"{this} belongs to another page, or is read outside of its page's turn. "
                + "A signal lives in one page: use SharedSignal for what several pages read, and Page.Post to come back to a page from elsewhere.");
        }
    }

    internal void AddObserver(ReactiveContext context, IReaction reaction)
    {
        switch (_observers)
        {
            case null:
                _observers = reaction;
                _accounted = Measured();
                context.Account(_accounted);
                OnObserved(context);
                break;
            case ObserverList many:
                long before = many.Bytes;
                many.Add(reaction);
                context.Account(many.Bytes - before);
                break;
            default:
                var list = new ObserverList();
                list.Add((IReaction)_observers);
                list.Add(reaction);
                _observers = list;
                context.Account(list.Bytes);
                break;
        }
    }

    internal void RemoveObserver(ReactiveContext context, IReaction reaction)
    {
        if (ReferenceEquals(_observers, reaction))
        {
            _observers = null;
            context.Account(-_accounted);
            _accounted = 0;
            OnUnobserved(context);
        }
        else if (_observers is ObserverList many)
        {
            long before = many.Bytes;
            many.Remove(reaction);
            bool isOne = many.Count == 1;
            context.Account((isOne ? 0 : many.Bytes) - before);
            if (isOne)
            {
                _observers = many.Items[0];
            }
        }
    }

    private void Reaccount(ReactiveContext context)
    {
        int before = _accounted;
        _accounted = Measured();
        context.Account(_accounted - before);
    }

    private int Measured() => (int)Math.Min(Measure(), int.MaxValue);

    private static ReactionScheduler? SchedulerOf(object? observers)
    {
        while (observers is not null)
        {
            IReaction first = observers as IReaction ?? ((ObserverList)observers).Items[0];
            if (first is not Readable computed)
            {
                return first.Scheduler;
            }
            observers = computed._observers;
        }
        return null;
    }

    [DoesNotReturn]
    private void RefuseWrite(bool outside) => throw new InvalidOperationException(outside
        ? $"{this} was written outside of its page's turn. Use Page.Post(() => ...) to write it from another thread, a timer or a library's callback."
        : $"{this} belongs to another page. Use Page.Post of that page, or SharedSignal for what several pages read.");
}
