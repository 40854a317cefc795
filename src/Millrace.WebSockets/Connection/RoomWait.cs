using System.Threading.Tasks.Sources;
using Millrace.Shards;

namespace Millrace.WebSockets.Connection;

/// <summary>One reusable await for room in the send queue. Begun, completed and consumed on the shard's thread.</summary>
internal sealed class RoomWait(Shard shard) : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private CancellationTokenRegistration _registration;
    private bool _isPending;

    public ValueTask Begin(CancellationToken cancellationToken)
    {
        _core.Reset();
        _isPending = true;
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static (self, token) => ((RoomWait)self!).RequestCancel(token), this);
        }

        return new ValueTask(this, _core.Version);
    }

    /// <summary>Ends the await, if one is outstanding, and runs what awaits it.</summary>
    public void Complete(Exception? error = null)
    {
        if (!_isPending)
        {
            return;
        }

        _isPending = false;
        if (error is null)
        {
            _core.SetResult(true);
        }
        else
        {
            _core.SetException(error);
        }
    }

    public void GetResult(short token)
    {
        _registration.Dispose();
        _registration = default;
        _core.GetResult(token);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags & ~ValueTaskSourceOnCompletedFlags.UseSchedulingContext);

    // Tokens are cancelled on any thread.
    private void RequestCancel(CancellationToken token)
    {
        short version = _core.Version;
        shard.Post(_ => Cancel(version, token), null);
    }

    private void Cancel(short version, CancellationToken token)
    {
        if (_core.Version == version)
        {
            Complete(new OperationCanceledException(token));
        }
    }
}
