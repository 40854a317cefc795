using System.Runtime.CompilerServices;
using Millrace.Live.Host.Async;
using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>
/// A value that is loaded asynchronously: while a page shows it, and again whenever a signal changes that the loader read before its first await. An answer that was
/// overtaken by a newer load is dropped, and its load cancelled. When the page shows it no longer, the load is cancelled and the value kept.
/// </summary>
/// <typeparam name="T">The value's type.</typeparam>
public sealed class Resource<T> : Readable<T?>
{
    // A loader that ignores its token runs on; beyond that many the newest load waits for one of them to return.
    private const int LoadsInFlight = 2;

    private readonly Func<CancellationToken, Task<T>> _load;
    private ResourceWatch? _watch;
    private CancellationTokenSource? _loading;
    private T? _value;
    private Exception? _error;
    private int _inFlight;
    private bool _hasValue;
    private bool _isAgain;

    /// <summary>Makes a resource; nothing is loaded before it is shown.</summary>
    /// <param name="load">Loads the value. Signals that it reads before its first await are its sources. The token is cancelled when the answer is of no use any more.</param>
    public Resource(Func<CancellationToken, Task<T>> load)
    {
        ArgumentNullException.ThrowIfNull(load);
        _load = load;
    }

    /// <summary>Where it stands.</summary>
    public ResourceState State
    {
        get
        {
            Track();
            return CurrentState;
        }
    }

    /// <summary>Why the last load failed; null where it did not.</summary>
    public Exception? Error
    {
        get
        {
            Track();
            return _error;
        }
    }

    /// <summary>Whether a value is on its way.</summary>
    public bool IsLoading => State is ResourceState.Loading or ResourceState.Refreshing;

    private ResourceState CurrentState
    {
        get
        {
            if (_error is not null)
            {
                return ResourceState.Failed;
            }
            if (!_hasValue)
            {
                return ResourceState.Loading;
            }
            return _loading is null && !_isAgain ? ResourceState.Ready : ResourceState.Refreshing;
        }
    }

    /// <summary>The last value that was loaded, without being told of the next; the type's default before there is one.</summary>
    public override T? Peek() => _value;

    /// <summary>One of three, by state. While a newer value is on its way the one that is there counts as ready.</summary>
    public TOut Match<TOut>(Func<TOut> loading, Func<T, TOut> ready, Func<Exception, TOut> failed)
    {
        ArgumentNullException.ThrowIfNull(loading);
        ArgumentNullException.ThrowIfNull(ready);
        ArgumentNullException.ThrowIfNull(failed);
        Track();
        return CurrentState switch
        {
            ResourceState.Loading => loading(),
            ResourceState.Failed => failed(_error!),
            _ => ready(_value!),
        };
    }

    /// <summary>Loads again, from a handler of the page that shows it. Does nothing where no page shows it: it is loaded when one does.</summary>
    public void Refetch()
    {
        if (_watch is not null)
        {
            Reactions.Invalidate(_watch);
        }
    }

    /// <summary>Takes a value over without loading it, such as the one that was just saved. An answer still on its way is dropped.</summary>
    /// <exception cref="InvalidOperationException">Called outside of the turn of the page that shows it.</exception>
    public void Set(T value)
    {
        ReactiveContext context = ReactiveContext.Current;
        GuardWrite(context);
        Abandon();
        _isAgain = false;
        Take(context, value);
        context.Settle();
    }

    internal void Start(ReactionScheduler scheduler)
    {
        Abandon();
        if (_inFlight >= LoadsInFlight)
        {
            _isAgain = true;
            return;
        }
        _isAgain = false;
        var loading = CancellationTokenSource.CreateLinkedTokenSource(scheduler.Ended);
        _loading = loading;
        Task<T> load;
        try
        {
            load = _load(loading.Token) ?? throw new InvalidOperationException("The loader of a Resource returned null instead of a task.");
        }
        catch (Exception exception)
        {
            load = Task.FromException<T>(exception);
        }
        ReactiveContext context = ReactiveContext.Current;
        if (load.IsCompleted)
        {
            Finish(context, loading, load);
            return;
        }
        _inFlight++;
        _error = null;
        Changed(context);
        _ = FollowAsync(scheduler, loading, load);
    }

    internal void StopUnlessObserved(ReactiveContext context)
    {
        if (IsObserved || _watch is not { } watch)
        {
            return;
        }
        _watch = null;
        Reactions.Dispose(watch);
        Abandon();
        _isAgain = false;
    }

    private protected override T? Read()
    {
        Track();
        return _value;
    }

    private protected override void OnObserved(ReactiveContext context)
    {
        if (_watch is null)
        {
            _watch = new ResourceWatch(Start, context.Scheduler ?? ImmediateScheduler.Instance);
            Reactions.Schedule(context, _watch);
        }
    }

    // Not at once: a region that renders anew leaves and comes back within one flush.
    private protected override void OnUnobserved(ReactiveContext context) =>
        Reactions.Schedule(context, new LateAction(StopUnlessObserved, context.Scheduler ?? ImmediateScheduler.Instance));

    private protected override long Measure() => 240 + ((Unsafe.SizeOf<T>() + 7L) & ~7L) + ValueSize.Of(_value);

    private async Task FollowAsync(ReactionScheduler scheduler, CancellationTokenSource loading, Task<T> load)
    {
        // Back on the page: its synchronisation context runs what follows in a turn.
        await ((Task)load).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        _inFlight--;
        if (scheduler.HasEnded)
        {
            _ = load.Exception;
            return;
        }
        try
        {
            ReactiveContext context = ReactiveContext.Current;
            Finish(context, loading, load);
            if (_isAgain && _watch is not null)
            {
                context.MarkOne(_watch, ReactionState.Dirty);
            }
            context.Settle();
        }
        catch (Exception exception)
        {
            scheduler.Unhandled(exception);
        }
    }

    private void Finish(ReactiveContext context, CancellationTokenSource loading, Task<T> load)
    {
        if (!ReferenceEquals(_loading, loading))
        {
            // Overtaken. Its exception is seen, so that nobody reports it as unobserved.
            _ = load.Exception;
            return;
        }
        GuardWrite(context);
        _loading = null;
        loading.Dispose();
        if (load.IsCompletedSuccessfully)
        {
            Take(context, load.Result);
            return;
        }
        _error = load.Exception?.InnerException ?? new OperationCanceledException("The loader was cancelled, and not by its page.");
        Changed(context);
    }

    private void Take(ReactiveContext context, T value)
    {
        _value = value;
        _hasValue = true;
        _error = null;
        Changed(context);
    }

    private void Abandon()
    {
        if (_loading is { } loading)
        {
            _loading = null;
            Cancelling.Cancel(loading);
            loading.Dispose();
        }
    }
}
