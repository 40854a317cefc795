namespace Millrace.Gateway.Client.Handling;

/// <summary>
/// The events of one client, one at a time in their order. Only the reading loop makes it busy and only while it is not; whoever works it off makes
/// it idle under the dispatcher's lock.
/// </summary>
internal sealed class ClientLane(string clientId)
{
    private PendingEvent? _first;
    private PendingEvent? _last;
    private TaskCompletionSource? _idle;
    private volatile bool _isBusy;

    public string ClientId { get; } = clientId;

    /// <summary>The client as its newest connection on this lane describes it. Used by the reading loop only.</summary>
    public ConnectedClient? Client { get; set; }

    /// <summary>True where an event has come since this was last set to false. Used by the reading loop only.</summary>
    public bool IsUsed { get; set; }

    /// <summary>True while a handler waits for something: later events queue behind it.</summary>
    public bool IsBusy => _isBusy;

    public void BecomeBusy() => _isBusy = true;

    public void Enqueue_NeedsLock(PendingEvent item)
    {
        item.Next = null;
        if (_last is null)
        {
            _first = item;
        }
        else
        {
            _last.Next = item;
        }

        _last = item;
    }

    /// <summary>The next event, or null: then the lane is idle from now on.</summary>
    public PendingEvent? DequeueOrIdle_NeedsLock()
    {
        PendingEvent? item = _first;
        if (item is null)
        {
            _isBusy = false;
            _idle?.TrySetResult();
            return null;
        }

        _first = item.Next;
        if (_first is null)
        {
            _last = null;
        }

        return item;
    }

    /// <summary>Completes when the lane is idle.</summary>
    public Task WhenIdle_NeedsLock()
    {
        _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        return _idle.Task;
    }
}
