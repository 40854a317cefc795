using System.Threading.Tasks.Sources;

namespace Millrace.Shards;

/// <summary>
/// One reusable await of a shard. It is begun, completed and consumed on the shard's thread; its continuation runs inline
/// where it is completed, so an operation costs neither an allocation nor a trip through a queue.
/// </summary>
internal class Wait(Shard shard) : IValueTaskSource
{
    private enum State : byte
    {
        Idle,
        Pending,
        Done,
    }

    private Action<object?>? _continuation;
    private object? _continuationState;
    private Exception? _error;
    private CancellationTokenRegistration _registration;
    private short _version;
    private State _state;

    public bool IsPending => _state == State.Pending;

    protected Shard Shard => shard;

    /// <summary>Starts an await. The caller has found that the operation can not finish at once.</summary>
    public ValueTask Begin(CancellationToken cancellationToken)
    {
        if (_state != State.Idle)
        {
            throw new InvalidOperationException("Another await of the same kind is outstanding on this link or timer.");
        }

        _version++;
        _state = State.Pending;
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static (self, token) => ((Wait)self!).RequestCancel(token), this);
        }

        return new ValueTask(this, _version);
    }

    /// <summary>Ends the await, if one is outstanding, and runs what awaits it before it returns.</summary>
    public void Complete(Exception? error = null)
    {
        if (_state != State.Pending)
        {
            return;
        }

        _state = State.Done;
        _error = error;
        if (_continuation is { } continuation)
        {
            object? state = _continuationState;
            _continuation = null;
            _continuationState = null;
            continuation(state);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        return _state == State.Pending ? ValueTaskSourceStatus.Pending
            : _error is null ? ValueTaskSourceStatus.Succeeded
            : _error is OperationCanceledException ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    /// <remarks>
    /// The flags are ignored on purpose: the await was begun on the shard's thread and is completed there, so there is no
    /// context to return to, and the compiler's state machines carry their own ExecutionContext.
    /// </remarks>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        if (_state == State.Done)
        {
            shard.Post(continuation, state);
            return;
        }

        _continuation = continuation;
        _continuationState = state;
    }

    public void GetResult(short token)
    {
        Check(token);
        if (_state == State.Pending)
        {
            throw new InvalidOperationException("The await has not completed.");
        }

        if (_registration != default)
        {
            // Waits for a callback that runs right now on another thread, so that no cancellation meant for this await hits the next.
            _registration.Dispose();
            _registration = default;
        }

        Exception? error = _error;
        _error = null;
        _state = State.Idle;
        Consumed();
        if (error is not null)
        {
            // A fresh exception per failure: the same link error may be awaited on both sides.
            throw error;
        }
    }

    /// <summary>Undoes what a cancelled await had arranged; called on the shard's thread before its continuation runs.</summary>
    protected virtual void Cancelled()
    {
    }

    /// <summary>The await has been consumed and this object may be begun again.</summary>
    protected virtual void Consumed()
    {
    }

    private void RequestCancel(CancellationToken token)
    {
        short version = _version;
        shard.Post(_ => Cancel(version, token), null);
    }

    private void Cancel(short version, CancellationToken token)
    {
        if (_version == version && _state == State.Pending)
        {
            Cancelled();
            Complete(new OperationCanceledException(token));
        }
    }

    private void Check(short token)
    {
        if (token != _version || _state == State.Idle)
        {
            throw new InvalidOperationException("A ValueTask of a shard was awaited twice.");
        }
    }
}
