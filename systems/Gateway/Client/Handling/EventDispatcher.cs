namespace Millrace.Gateway.Client.Handling;

/// <summary>
/// Runs handlers: on the reading loop itself as long as they complete at once; a handler that waits for something makes its own client's later events
/// queue behind it, and nobody else's. How many may wait and how many may queue is bounded; beyond, the loop brings no more events.
/// </summary>
internal sealed class EventDispatcher(IEventHandlers handlers, int maxRunning, int maxQueued, long maxQueuedBytes)
{
    private readonly Lock _lock = new();
    private readonly HashSet<ClientLane> _busy = [];
    private PendingEvent? _stock;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;
    private int _running;
    private int _queued;
    private long _queuedBytes;
    private bool _isAbandoned;

    /// <summary>True while the reading loop should not bring more.</summary>
    public bool IsFull => Volatile.Read(ref _running) >= maxRunning || Volatile.Read(ref _queued) >= maxQueued
        || Volatile.Read(ref _queuedBytes) >= maxQueuedBytes;

    /// <summary>Bytes of messages that wait for an earlier event of their client.</summary>
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>Events that are being handled or wait for it.</summary>
    public int Unfinished
    {
        get
        {
            lock (_lock)
            {
                return _running + _queued;
            }
        }
    }

    /// <summary>An empty event to fill.</summary>
    public PendingEvent Rent()
    {
        lock (_lock)
        {
            if (_stock is not { } item)
            {
                return new PendingEvent();
            }

            _stock = item.Next;
            item.Next = null;
            return item;
        }
    }

    /// <summary>Handles an event now or, where its client is busy, later. On the reading loop.</summary>
    public void Dispatch(PendingEvent item)
    {
        ClientLane? lane = item.Lane;
        if (lane is { IsBusy: true } && TryEnqueue(lane, item))
        {
            return;
        }

        ValueTask work;
        try
        {
            work = handlers.HandleAsync(item);
            if (work.IsCompleted)
            {
                work.GetAwaiter().GetResult();
                Finish(item, null);
                return;
            }
        }
        catch (Exception exception)
        {
            // Unexpected, but the handler is the user's: it costs this event, not the connection.
            Finish(item, exception);
            return;
        }

        Begin(lane);
        _ = WorkOffAsync(lane, item, work);
    }

    /// <summary>Lets a lane begin only when an earlier connection's handlers of the same client are done.</summary>
    public void HoldUntil(ClientLane lane, Task earlier)
    {
        Begin(lane);
        _ = WorkOffAsync(lane, null, new ValueTask(earlier));
    }

    /// <summary>Returns once there is room again.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_lock)
        {
            if (!IsFull || _isAbandoned)
            {
                return Task.CompletedTask;
            }

            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Returns once every event has been handled.</summary>
    public Task WaitForIdleAsync()
    {
        lock (_lock)
        {
            if (_running + _queued == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <summary>Begins no queued event any more; returns how many there were.</summary>
    public int Abandon()
    {
        lock (_lock)
        {
            _isAbandoned = true;
            _room?.TrySetResult();
            return _queued;
        }
    }

    /// <summary>Each busy client with what completes when it is idle.</summary>
    public IReadOnlyList<(string ClientId, Task Idle)> BusyClients()
    {
        lock (_lock)
        {
            return [.. _busy.Select(lane => (lane.ClientId, lane.WhenIdle_NeedsLock()))];
        }
    }

    private bool TryEnqueue(ClientLane lane, PendingEvent item)
    {
        lock (_lock)
        {
            // It may have become idle before we came here.
            if (lane.IsBusy)
            {
                lane.Enqueue_NeedsLock(item);
                _queued++;
                _queuedBytes += item.Payload.Length;
                return true;
            }
        }

        return false;
    }

    private void Begin(ClientLane? lane)
    {
        lock (_lock)
        {
            _running++;
            if (lane is not null)
            {
                lane.BecomeBusy();
                _busy.Add(lane);
            }
        }
    }

    private async Task WorkOffAsync(ClientLane? lane, PendingEvent? item, ValueTask work)
    {
        do
        {
            Exception? failure = null;
            try
            {
                await work.ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure = exception; // The user's: see Dispatch.
            }

            if (item is not null)
            {
                Finish(item, failure);
            }

            item = Next(lane);
            if (item is not null)
            {
                work = Start(item);
            }
        }
        while (item is not null);
    }

    private ValueTask Start(PendingEvent item)
    {
        try
        {
            return handlers.HandleAsync(item);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    private PendingEvent? Next(ClientLane? lane)
    {
        TaskCompletionSource? room = null;
        TaskCompletionSource? idle = null;
        PendingEvent? next;
        lock (_lock)
        {
            while ((next = lane?.DequeueOrIdle_NeedsLock()) is not null)
            {
                _queued--;
                _queuedBytes -= next.Payload.Length;
                if (!_isAbandoned)
                {
                    break;
                }
            }

            if (next is null)
            {
                _running--;
                if (lane is not null)
                {
                    _busy.Remove(lane);
                }
            }

            if (!IsFull)
            {
                (room, _room) = (_room, null);
            }

            if (_running + _queued == 0)
            {
                (idle, _idle) = (_idle, null);
            }
        }

        room?.TrySetResult();
        idle?.TrySetResult();
        return next;
    }

    private void Finish(PendingEvent item, Exception? failure)
    {
        handlers.Handled(item, failure);
        item.Clear();
        lock (_lock)
        {
            item.Next = _stock;
            _stock = item;
        }
    }
}
