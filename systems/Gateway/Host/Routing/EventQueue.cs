namespace Millrace.Gateway.Host.Routing;

/// <summary>
/// What waits while there is no backend, oldest first. In front is what a backend had not acknowledged when it left: that has been promised, so it
/// has a bound of its own in bytes, far above the windows it comes from, and none by count. What does not fit drops the oldest of its own kind.
/// </summary>
internal sealed class EventQueue(SwitchboardOptions options, SwitchboardCounters counters)
{
    // A part for what clients who were never let in leave behind, so that a storm of them does not drive out what others have sent.
    private const int PartForErrors = 4;

    private readonly EventRing _promised = new();
    private readonly EventRing _fresh = new();
    private int _errors;

    /// <summary>Events that wait.</summary>
    public int Count => _promised.Count + _fresh.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes => _promised.Bytes + _fresh.Bytes;

    /// <summary>True where the next event of <see cref="Peek"/> has been sent to a backend before.</summary>
    public bool IsRedelivery => _promised.Count > 0;

    /// <summary>Keeps a new event. False where something was dropped for it, or it itself.</summary>
    public bool Add(in KeptEvent what)
    {
        bool isError = what.Kind == EventKind.Error;
        if (options.QueueSize == 0 || (isError && _errors >= Math.Max(1, options.QueueSize / PartForErrors)))
        {
            counters.QueueDropped++;
            return false;
        }

        long dropped = counters.QueueDropped;
        while (_fresh.Count > 0 && !_fresh.HasRoomFor(what.Payload.Length))
        {
            DropFresh();
        }

        _fresh.Push(what.Session, what.Kind, what.Payload);
        _errors += isError ? 1 : 0;
        counters.Queued++;

        // One event is kept however large it is: its size has been limited where it came in.
        while (_fresh.Count > options.QueueSize || (_fresh.Bytes > options.MaxQueueBytes && _fresh.Count > 1))
        {
            DropFresh();
        }

        return counters.QueueDropped == dropped;
    }

    /// <summary>Keeps an event that a backend has not acknowledged, and that has been sent again so many times.</summary>
    public void AddPromised(in KeptEvent what, byte redeliveries)
    {
        while (_promised.Count > 0 && !_promised.HasRoomFor(what.Payload.Length))
        {
            DropPromised();
        }

        _promised.Push(what.Session, what.Kind, what.Payload, redeliveries);
        counters.Queued++;
        while (_promised.Bytes > options.MaxPromisedBytes && _promised.Count > 1)
        {
            DropPromised();
        }
    }

    /// <summary>The next event; its payload is valid until the next change.</summary>
    public KeptEvent Peek() => IsRedelivery ? _promised.Peek() : _fresh.Peek();

    /// <summary>Takes it out.</summary>
    public void Pop()
    {
        if (IsRedelivery)
        {
            _promised.Pop();
        }
        else
        {
            PopFresh();
        }
    }

    /// <summary>Gives memory back that was not needed for a while.</summary>
    public void Trim()
    {
        _promised.Trim();
        _fresh.Trim();
    }

    private void DropFresh()
    {
        PopFresh();
        counters.QueueDropped++;
    }

    private void PopFresh()
    {
        _errors -= _fresh.Peek().Kind == EventKind.Error ? 1 : 0;
        _fresh.Pop();
    }

    private void DropPromised()
    {
        _promised.Pop();
        counters.PromisedDropped++;
    }
}
