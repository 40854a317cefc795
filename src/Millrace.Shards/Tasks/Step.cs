using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Millrace.Shards.Tasks;

/// <summary>The awaitable side of a suspended async method: one continuation, run inline by whoever completes it.</summary>
internal abstract class Step<TResult> : IValueTaskSource<TResult>, IValueTaskSource
{
    private static readonly Action<object?> _completed = static _ => throw new InvalidOperationException("A marker, never run.");

    private Action<object?>? _continuation;
    private object? _continuationState;
    private ExceptionDispatchInfo? _error;
    private TResult? _result;

    public short Version { get; private set; }

    public void Succeed(TResult result)
    {
        _result = result;
        Complete();
    }

    public void Fail(Exception error)
    {
        _error = ExceptionDispatchInfo.Capture(error);
        Complete();
    }

    public ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        return !ReferenceEquals(Volatile.Read(ref _continuation), _completed) ? ValueTaskSourceStatus.Pending
            : _error is null ? ValueTaskSourceStatus.Succeeded
            : _error.SourceException is OperationCanceledException ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        _continuationState = state;
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
        {
            // It was completed between the caller's look and this call. On a shard that can not happen; elsewhere (a test
            // off any shard) the caller still unwinds before its continuation runs.
            ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: true);
        }
    }

    public TResult GetResult(short token)
    {
        Check(token);
        if (!ReferenceEquals(Volatile.Read(ref _continuation), _completed))
        {
            throw new InvalidOperationException("The method has not completed.");
        }

        TResult? result = _result;
        ExceptionDispatchInfo? error = _error;
        Version++;
        _continuation = null;
        _continuationState = null;
        _result = default;
        _error = null;
        Recycle();
        error?.Throw();
        return result!;
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    /// <summary>The result has been taken, and nobody knows this object any more.</summary>
    protected abstract void Recycle();

    private void Complete()
    {
        if (Interlocked.CompareExchange(ref _continuation, _completed, null) is not { } continuation)
        {
            return;
        }

        object? state = _continuationState;
        Volatile.Write(ref _continuation, _completed);
        continuation(state);
    }

    private void Check(short token)
    {
        if (token != Version)
        {
            throw new InvalidOperationException("The result of a shard's method was awaited twice.");
        }
    }
}
