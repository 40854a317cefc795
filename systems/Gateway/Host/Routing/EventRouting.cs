using Microsoft.Extensions.Logging;

namespace Millrace.Gateway.Host.Routing;

/// <summary>
/// The way of events to backends. Everything about one client goes to one backend as long as that lives; when it does not, what it has not
/// acknowledged and all that follows go to another one, in the same order.
/// </summary>
internal sealed class EventRouting(
    SwitchboardOptions options, BackendList backends, EventWriter writer, SwitchboardCounters counters, ILogger log)
{
    // What may still be sent to a backend that is behind before none of its clients is read, and what its clients may send when they are read again.
    private const long MaxExcess = 1024 * 1024;

    private readonly EventQueue _queue = new(options, counters);
    private long _droppedAtLog;

    /// <summary>Events that wait for a backend to be there.</summary>
    public int Queued => _queue.Count;

    /// <summary>Tells the client's backend, or keeps it until there is one. A client that sends faster than its backend takes is held.</summary>
    public void Emit(Session session, EventKind kind, ReadOnlySpan<byte> payload)
    {
        KeptEvent what = new(session, kind, payload);
        if (OwnerOf(session) is { } ledger)
        {
            Write(ledger, what, isRedelivered: false);
        }
        else if (!_queue.Add(what) && _droppedAtLog == 0)
        {
            _droppedAtLog = counters.QueueDropped;
            GatewayLog.QueueIsFull(log, options.QueueSize);
        }
    }

    /// <summary>True while a client's backend does not keep up.</summary>
    public bool IsBehind(Session session) => session.Owner?.Ledger is { } ledger && IsBehind(ledger);

    /// <summary>Holds a client that has just sent something, if its backend does not keep up.</summary>
    public void HoldIfBehind(Session session)
    {
        if (session.Owner?.Ledger is { } ledger && IsBehind(ledger) && ledger.Hold(session))
        {
            counters.Holds++;
        }
    }

    /// <summary>Holds a client that is new to a backend whose clients are all held.</summary>
    public void HoldIfShut(Session session)
    {
        if (session.Owner?.Ledger is { } ledger && ledger.Excess >= MaxExcess && ledger.Hold(session))
        {
            counters.Holds++;
        }
    }

    /// <summary>
    /// Reads some of a backend's clients again once nothing speaks against it. Not all: each may have a message ready, and together those would be
    /// far more than the backend takes. More follow when it has taken what these send, or with the next tick.
    /// </summary>
    public void ResumeIfAble(BackendLedger ledger)
    {
        if (!IsBehind(ledger))
        {
            ledger.Excess = 0;
            ledger.Resume(MaxExcess);
        }
    }

    /// <summary>Time has passed: whose backend keeps up is read again.</summary>
    public void ResumeWhoAreAble()
    {
        foreach (BackendLedger ledger in backends.All)
        {
            ResumeIfAble(ledger);
        }
    }

    /// <summary>Sends what has waited; there is a backend now.</summary>
    public void Flush()
    {
        while (_queue.Count > 0)
        {
            KeptEvent what = _queue.Peek();
            Write(OwnerOf(what.Session)!, what, _queue.IsRedelivery);
            _queue.Pop();
        }

        if (_droppedAtLog > 0)
        {
            long dropped = counters.QueueDropped - _droppedAtLog + 1;
            GatewayLog.QueueHasDropped(log, dropped);
            _droppedAtLog = 0;
        }
    }

    /// <summary>Gives what a backend that has left did not acknowledge to others, or keeps it until there is one.</summary>
    public void Redeliver(BackendLedger left)
    {
        long lost = counters.PromisedDropped;
        EventRing ring = left.Unacknowledged;
        DropIfPoisoned(left);
        for (; ring.Count > 0; ring.Pop())
        {
            KeptEvent what = ring.Peek();
            byte redeliveries = (byte)Math.Min(what.Redeliveries + 1, byte.MaxValue);
            if (OwnerOf(what.Session) is { } ledger)
            {
                Write(ledger, new KeptEvent(what.Session, what.Kind, what.Payload, redeliveries), isRedelivered: true);
            }
            else
            {
                _queue.AddPromised(what, redeliveries);
            }
        }

        if (counters.PromisedDropped > lost)
        {
            GatewayLog.PromisedAreDropped(log, counters.PromisedDropped - lost, left.Backend.Name, options.MaxPromisedBytes);
        }
    }

    /// <summary>Drops everything up to an event that has been handled. False where there is no such event yet.</summary>
    public static bool TryAcknowledge(BackendLedger ledger, long sequence)
    {
        if (sequence > ledger.Sequence)
        {
            return false;
        }

        EventRing ring = ledger.Unacknowledged;
        while (ring.Count > 0 && ledger.Sequence - ring.Count + 1 <= sequence)
        {
            ring.Pop();
        }

        return true;
    }

    /// <summary>Gives memory back that was not needed for a while.</summary>
    public void Trim()
    {
        _queue.Trim();
        foreach (BackendLedger ledger in backends.All)
        {
            ledger.Unacknowledged.Trim();
        }
    }

    // One that ends every backend that reads it must not go round for ever. Which one did is not known, but that it is the oldest not acknowledged is
    // likely; where it was not, the next backend's end takes the next one. Those behind it are innocent.
    private void DropIfPoisoned(BackendLedger left)
    {
        if (left.Unacknowledged.Count == 0 || left.Unacknowledged.Peek().Redeliveries < options.MaxRedeliveries)
        {
            return;
        }

        KeptEvent what = left.Unacknowledged.Peek();
        GatewayLog.EventIsPoisoned(log, what.Kind.ToString(), what.Session.Id, what.Redeliveries + 1, left.Backend.Name);
        left.Unacknowledged.Pop();
        counters.Poisoned++;
    }

    private bool IsBehind(BackendLedger ledger) => ledger.Backend.IsCongested || backends.IsFull(ledger);

    private BackendLedger? OwnerOf(Session session)
    {
        while (session.Successor is { } successor)
        {
            session = successor;
        }

        if (session.Owner?.Ledger is { } ledger)
        {
            return ledger;
        }

        ledger = backends.ForEvents();
        session.Owner = ledger?.Backend;
        if (ledger is not null && session.State is not (SessionState.Asking or SessionState.Ended))
        {
            ledger.Add(session);
            HoldIfShut(session);
        }

        return ledger;
    }

    private void Write(BackendLedger ledger, in KeptEvent what, bool isRedelivered)
    {
        Backend backend = ledger.Backend;
        BackendAgreement agreement = backend.Agreement;
        long sequence = 0;
        if (agreement.Acknowledges)
        {
            if (!ledger.Unacknowledged.HasRoomFor(what.Payload.Length))
            {
                // Far beyond its window: it is given up, and this is counted with what cannot be kept for another one.
                counters.PromisedDropped++;
                backend.Close("It acknowledges nothing.");
                return;
            }

            sequence = ++ledger.Sequence;
            ledger.Unacknowledged.Push(what.Session, what.Kind, what.Payload, what.Redeliveries);
        }
        else
        {
            ledger.Written++;
        }

        counters.Events[(int)what.Kind]++;
        counters.Redelivered += isRedelivered ? 1 : 0;
        backend.Send(writer.Event(agreement, sequence, what, isRedelivered));
        HoldAllIfFarBehind(ledger, what.Payload.Length);
    }

    // To hold whoever has just spoken is enough for small messages, and leaves those who are silent alone. Large ones must not come from everybody once.
    private void HoldAllIfFarBehind(BackendLedger ledger, int length)
    {
        if (!IsBehind(ledger))
        {
            ledger.Excess = 0;
        }
        else if (ledger.Excess < MaxExcess)
        {
            ledger.LargestInExcess = Math.Max(length, ledger.Excess == 0 ? 0 : ledger.LargestInExcess);
            ledger.Excess += BackendLedger.EventCost + length;
            counters.Holds += ledger.Excess >= MaxExcess ? ledger.HoldAll() : 0;
        }
    }
}
