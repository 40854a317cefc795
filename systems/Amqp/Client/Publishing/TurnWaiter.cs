using System.Threading.Tasks.Sources;
using Millrace.Amqp.Channels;

namespace Millrace.Amqp.Publishing;

/// <summary>One caller that waits for its turn: for room in a buffer, or for a place among the outstanding. True when it has it, false when there is nothing to wait for any more.</summary>
internal sealed class TurnWaiter : WaitingPlace<TurnWaiter>, IValueTaskSource<bool>, ICompletable
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private bool _hasTurn;
    private Exception? _failure;

    public TurnWaiter(int size, long since, CancellationToken cancellationToken)
    {
        Size = size;
        Since = since;
        Token = cancellationToken;
    }

    /// <summary>How much it asks for.</summary>
    public int Size { get; }

    /// <summary>Since when its caller waits.</summary>
    public long Since { get; }

    public CancellationToken Token { get; }

    public ValueTask<bool> Task => new(this, _core.Version);

    public void Grant(bool hasTurn) => _hasTurn = hasTurn;

    public void Fail(Exception failure) => _failure = failure;

    public void Complete()
    {
        if (_failure is { } failure)
        {
            _core.SetException(failure);
        }
        else
        {
            _core.SetResult(_hasTurn);
        }
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
