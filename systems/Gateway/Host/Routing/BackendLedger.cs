namespace Millrace.Gateway.Host.Routing;

/// <summary>The switchboard's books about one backend: what it was asked, what it has not acknowledged, whose events it gets.</summary>
internal sealed class BackendLedger(Backend backend)
{
    /// <summary>What an event costs beside its payload where bytes bound how many clients may speak.</summary>
    public const int EventCost = 256;

    // Each of its clients is in one of these; who has been held longest is read again first.
    private readonly LinkedList<Session> _read = [];
    private readonly LinkedList<Session> _held = [];

    /// <summary>The backend itself.</summary>
    public Backend Backend { get; } = backend;

    /// <summary>Clients whose events go to it.</summary>
    public int Clients => _read.Count + _held.Count;

    /// <summary>What it has been asked and has not answered, oldest first.</summary>
    public LinkedList<Question> Questions { get; } = [];

    /// <summary>When it was last given something to decide or a client, as a running number: of equals the one that waits longest is next.</summary>
    public long LastChosen { get; set; }

    /// <summary>Questions that it has let time out since it last answered one in time; not counted beyond those that make it suspect.</summary>
    public int TimeoutsInARow { get; set; }

    /// <summary>The last question that it let time out; default once it has answered that.</summary>
    public Guid LastTimedOut { get; set; }

    /// <summary>Events written to it without a sequence number.</summary>
    public long Written { get; set; }

    /// <summary>How many of those it has read for certain, because it has answered a question that was behind them.</summary>
    public long Confirmed { get; set; }

    /// <summary>The sequence number of the newest event that carries one.</summary>
    public long Sequence { get; set; }

    /// <summary>Events with a sequence number that it has not acknowledged; the newest is <see cref="Sequence"/>.</summary>
    public EventRing Unacknowledged { get; } = new();

    /// <summary>The newest event that it has acknowledged, all before it included.</summary>
    public long Acknowledged => Sequence - Unacknowledged.Count;

    /// <summary>When the window was seen full; 0 once it has acknowledged <see cref="ToAcknowledge"/>.</summary>
    public long FullSince { get; set; }

    /// <summary>The older half of what was open then: up to this event.</summary>
    public long ToAcknowledge { get; set; }

    /// <summary>What it had acknowledged when it was last seen to acknowledge something, since the window was full.</summary>
    public long LastAcknowledged { get; set; }

    /// <summary>When that was.</summary>
    public long ProgressAt { get; set; }

    /// <summary>Bytes of what was sent to it although it was behind, with <see cref="EventCost"/> for each event; 0 while it keeps up.</summary>
    public long Excess { get; set; }

    /// <summary>The largest message of those; what one that has said nothing yet is expected to send.</summary>
    public int LargestInExcess { get; set; }

    /// <summary>Clients that are not read because of it.</summary>
    public int Held => _held.Count;

    /// <summary>Takes a client on: its events go here from now on.</summary>
    public void Add(Session session)
    {
        Remove(session);
        _read.AddLast(session.Seat);
    }

    /// <summary>Forgets a client, whichever backend's it was.</summary>
    public static void Remove(Session session)
    {
        session.Seat.List?.Remove(session.Seat);
        session.HeldBy = null;
    }

    /// <summary>Stops reading a client until its turn comes in <see cref="Resume"/>. False where it is held already, or is on its way out.</summary>
    public bool Hold(Session session)
    {
        if (session.HeldBy is not null || session.State != SessionState.Open || session.IsDismissed || session.Seat.List != _read)
        {
            return false;
        }

        _read.Remove(session.Seat);
        _held.AddLast(session.Seat);
        session.HeldBy = this;
        session.Home.Hold(session);
        return true;
    }

    /// <summary>Stops reading all its clients. Returns how many were read until now.</summary>
    public int HoldAll()
    {
        int held = 0;
        for (LinkedListNode<Session>? node = _read.First; node is not null;)
        {
            LinkedListNode<Session>? next = node.Next;
            held += Hold(node.Value) ? 1 : 0;
            node = next;
        }

        return held;
    }

    /// <summary>Reads one held client again.</summary>
    public void Release(Session session)
    {
        Add(session);
        session.Home.Resume(session);
    }

    /// <summary>Reads again as many held clients, those held longest first, as will send about so many bytes if each sends once more what it sent last; at least one.</summary>
    public void Resume(long bytes)
    {
        while (bytes > 0 && _held.First is { } first)
        {
            bytes -= EventCost + (first.Value.LastLength > 0 ? first.Value.LastLength : LargestInExcess);
            Release(first.Value);
        }
    }

    /// <summary>Ends its part in its clients' lives: held ones are read again, and all go to whoever gets their next event.</summary>
    public void Close()
    {
        while (_held.First is { } first)
        {
            Release(first.Value);
        }

        _read.Clear();
    }
}
