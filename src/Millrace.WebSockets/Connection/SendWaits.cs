using Millrace.Shards;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Connection;

/// <summary>Those who wait for room in a send queue, in order, and those who wait until it is empty. All on the shard's thread.</summary>
internal sealed class SendWaits(Shard shard)
{
    private readonly Queue<RoomWait> _forRoom = new();
    private RoomWait? _spare;
    private List<TaskCompletionSource>? _forEmpty;

    public bool HasAnyForRoom => _forRoom.Count > 0;

    /// <summary>A wait for room, to be begun by <see cref="BeginForRoom"/> as often as it needs.</summary>
    public RoomWait Take()
    {
        RoomWait wait = _spare ?? new RoomWait(shard);
        _spare = null;
        return wait;
    }

    /// <summary>Completes when it is the wait's turn to look for room.</summary>
    public ValueTask BeginForRoom(RoomWait wait, CancellationToken cancellationToken)
    {
        _forRoom.Enqueue(wait);
        return wait.Begin(cancellationToken);
    }

    /// <summary>Gives back a wait that has had its turn. A cancelled one is not given back: it stays in the queue until its turn.</summary>
    public void Return(RoomWait wait) => _spare = wait;

    /// <summary>Completes when the queue is empty; fails when the connection ends.</summary>
    public async ValueTask ForEmptyAsync(CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource();
        (_forEmpty ??= []).Add(waiter);

        // A cancelled waiter just stays in the list until the queue is empty.
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiter);
        await waiter.Task;
    }

    /// <summary>Wakes whoever waits for an empty queue.</summary>
    public void WakeForEmpty()
    {
        // Who is woken may send, block and wait again at once: take the list first.
        List<TaskCompletionSource>? empty = _forEmpty;
        _forEmpty = null;
        empty?.ForEach(static waiter => waiter.TrySetResult());
    }

    /// <summary>Wakes those who wait for room, as long as there is.</summary>
    public void WakeForRoom(OutgoingFrames frames)
    {
        // Half empty, not one byte free: waking for each gap would make every send a system call.
        // Each waiter once: one that finds too little room for its message comes back to the queue.
        for (int left = _forRoom.Count; left > 0 && frames.IsHalfEmpty && HasAnyForRoom; left--)
        {
            _forRoom.Dequeue().Complete();
        }
    }

    /// <summary>Fails everyone.</summary>
    public void Fail(Func<WebSocketClosedException> reason)
    {
        while (_forRoom.Count > 0)
        {
            _forRoom.Dequeue().Complete(reason());
        }

        List<TaskCompletionSource>? empty = _forEmpty;
        _forEmpty = null;
        empty?.ForEach(waiter => waiter.TrySetException(reason()));
    }
}
