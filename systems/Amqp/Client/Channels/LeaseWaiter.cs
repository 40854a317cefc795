using System.Threading.Tasks.Sources;

namespace Millrace.Amqp.Channels;

/// <summary>
/// One caller that waits for a channel; used again and again. Whoever takes it out of the line (under the line's lock) completes it, so it is completed once. It is its own
/// work item: what follows runs on the thread pool and never inside of the caller that gave its channel back.
/// </summary>
internal sealed class LeaseWaiter(ChannelPool pool) : WaitingPlace<LeaseWaiter>, IValueTaskSource<ChannelLease>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<ChannelLease> _core;
    private CancellationTokenRegistration _cancellation;
    private ChannelLease _lease;
    private Exception? _failure;

    public long Since { get; set; }

    public CancellationToken Token { get; set; }

    public ValueTask<ChannelLease> Task => new(this, _core.Version);

    /// <summary>Listens to the caller's token; to be called in line and outside of the lock, before the caller has the task.</summary>
    public void Watch()
    {
        if (Token.CanBeCanceled)
        {
            _cancellation = Token.UnsafeRegister(static waiter => ((LeaseWaiter)waiter!).GiveUp(), this);
        }
    }

    public void Complete(ChannelLease lease)
    {
        _lease = lease;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    public void Fail(Exception failure)
    {
        _failure = failure;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_failure is { } failure)
        {
            _core.SetException(failure);
        }
        else
        {
            _core.SetResult(_lease);
        }
    }

    ChannelLease IValueTaskSource<ChannelLease>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            // Waits for a cancellation that is under way just now; it finds the waiter no longer in line.
            _cancellation.Dispose();
            _cancellation = default;
            Token = default;
            _lease = default;
            _failure = null;
            _core.Reset();
            pool.Recycle(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<ChannelLease>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<ChannelLease>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void GiveUp() => pool.GiveUp(this);
}
