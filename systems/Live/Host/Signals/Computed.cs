using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>
/// A value made of others. It is computed when it is read, not before, and again only after something that it read has changed; readers run again only if the outcome
/// is another one. An exception is thrown to each reader, and the computing tried again once a source changes. It needs no end of its own: as long as nobody
/// reads it in a page, nothing refers to it. Like a <see cref="Signal{T}"/> it belongs to one page: one in a static field, or in a service that several pages use, would be computed by
/// several threads at once, and that is found out only while a page observes it. What pages share is made in each page, of a <see cref="SharedSignal{T}"/>.
/// </summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class Computed<T> : Readable<T>, IReaction
{
    private readonly Func<T> _compute;
    private ReactionLinks _links;
    private T? _value;
    private ExceptionDispatchInfo? _failure;
    private uint _sources;
    private bool _isComputed;
    private bool _isComputing;

    /// <summary>Makes a computed value.</summary>
    /// <param name="compute">Computes it; reads signals, writes none.</param>
    public Computed(Func<T> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        _compute = compute;
        _links.State = ReactionState.Dirty;
    }

    ref ReactionLinks IReaction.Links => ref _links;

    ReactionScheduler? IReaction.Scheduler => null;

    internal override bool IsBeingComputed => _isComputing;

    internal override bool IsStale => _links.State != ReactionState.Clean;

    void IReaction.React() => Refresh();

    /// <inheritdoc/>
    public override T Peek()
    {
        Refresh();
        Rethrow();
        return _value!;
    }

    private protected override T Read()
    {
        Refresh();
        Track();
        Rethrow();
        return _value!;
    }

    internal override void Refresh()
    {
        if (_isComputing)
        {
            throw new InvalidOperationException($"{this} needs its own value to be computed: it reads itself, directly or through other computed values.");
        }
        if (IsObserved)
        {
            if (_links.State == ReactionState.Clean)
            {
                return;
            }
            RefuseForeign(ReactiveContext.Current.Scheduler);
        }
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _links.State = ReactionState.Clean;
            Finish(default, ExceptionDispatchInfo.Capture(new InsufficientExecutionStackException(
                $"{this} stands on a chain of computed values that is too long for the stack, or on an endless one.")));
        }
        else if (IsObserved ? Reactions.MustRun(this) : !_isComputed || !AreSourcesAsBefore())
        {
            Compute();
        }
    }

    private protected override void OnObserved(ReactiveContext context)
    {
        context.Account(Reactions.ArrayBytes(_links.Sources));
        bool stale = false;
        for (int index = 0; index < _links.Count; index++)
        {
            _links[index].AddObserver(context, this);
            stale |= _links[index].IsStale;
        }
        // Something may have been written between the reading and the subscribing.
        _links.State = !_isComputed || SumOfSources() != _sources ? ReactionState.Dirty : stale ? ReactionState.Check : ReactionState.Clean;
    }

    private protected override void OnUnobserved(ReactiveContext context)
    {
        context.Account(-Reactions.ArrayBytes(_links.Sources));
        // From here on versions say whether the value still holds; one that may not hold is computed at the next read.
        _isComputed &= _links.State == ReactionState.Clean;
        _sources = SumOfSources();
        for (int index = 0; index < _links.Count; index++)
        {
            _links[index].RemoveObserver(context, this);
        }
    }

    private protected override long Measure() => 80 + 64 + 64 + ((Unsafe.SizeOf<T>() + 7L) & ~7L) + ValueSize.Of(_value);

    private void Compute()
    {
        ReactiveContext context = ReactiveContext.Current;
        T? value = default;
        ExceptionDispatchInfo? failure = null;
        _isComputing = true;
        context.Computing++;
        try
        {
            using (Tracking.Begin(this))
            {
                try
                {
                    value = _compute();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            }
        }
        finally
        {
            context.Computing--;
            _isComputing = false;
        }
        Finish(value, failure);
    }

    private void Finish(T? value, ExceptionDispatchInfo? failure)
    {
        bool isSame = _isComputed && failure is null && _failure is null && EqualityComparer<T>.Default.Equals(_value, value);
        _isComputed = true;
        _failure = failure;
        _sources = SumOfSources();
        if (!isSame)
        {
            _value = value;
            TurnedOut(ReactiveContext.Current);
        }
    }

    private void Rethrow()
    {
        if (_failure?.SourceException is InsufficientExecutionStackException tooDeep)
        {
            // A new one at each link: one that is thrown on gathers a longer trace each time, and thousands of links would take minutes.
            throw new InsufficientExecutionStackException(tooDeep.Message);
        }
        _failure?.Throw();
    }

    private bool AreSourcesAsBefore()
    {
        for (int index = 0; index < _links.Count; index++)
        {
            if (_links[index].IsBeingComputed)
            {
                return false;
            }
            _links[index].Refresh();
        }
        return SumOfSources() == _sources;
    }

    private uint SumOfSources()
    {
        uint sum = 0;
        for (int index = 0; index < _links.Count; index++)
        {
            sum += _links[index].Version;
        }
        return sum;
    }
}
