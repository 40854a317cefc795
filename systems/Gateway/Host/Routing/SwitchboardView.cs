namespace Millrace.Gateway.Host.Routing;

/// <summary>What is there now, as plain records for the admin pages. Used on the switchboard's thread; what it returns may leave it.</summary>
internal sealed class SwitchboardView(
    Directory directory, RoomList rooms, BackendList backends, PendingQuestions questions, EventRouting events, Recovery recovery)
{
    /// <summary>How many there are of everything.</summary>
    public SwitchboardTotals Totals => new(directory.Count, rooms.Count, backends.Count, questions.Count, events.Queued, recovery.Detached);

    /// <summary>A page of the clients, in an order that holds while none comes or goes.</summary>
    public IReadOnlyList<ConnectionRow> Connections(int skip, int take) => [.. directory.All.Skip(skip).Take(take).Select(RowOf)];

    /// <summary>One client; null where nobody has this id.</summary>
    public ConnectionRow? Connection(string id) => directory.Find(id) is { } session ? RowOf(session) : null;

    /// <summary>A page of the rooms, in an order that holds while none comes or goes.</summary>
    public IReadOnlyList<RoomRow> Rooms(int skip, int take) => [.. rooms.All.Skip(skip).Take(take).Select(room => new RoomRow(room.Name, room.Members))];

    /// <summary>How many members a room has; 0 where there is no such room.</summary>
    public int MembersOf(string room) => rooms.Find(room)?.Members ?? 0;

    /// <summary>All backends, in the order of their joining.</summary>
    public IReadOnlyList<BackendRow> Backends() =>
    [
        .. backends.All.Select(ledger => new BackendRow(
            ledger.Backend.Name,
            ledger.Backend.Agreement,
            ledger.Clients,
            ledger.Questions.Count,
            ledger.Written + ledger.Sequence,
            ledger.Unacknowledged.Count,
            ledger.Held,
            ledger.Backend.IsCongested || backends.IsFull(ledger),
            backends.IsSuspect(ledger))),
    ];

    private static ConnectionRow RowOf(Session session) => new(
        session.Id, session.Remote, session.State, [.. session.Rooms.Select(room => room.Name)], session.Owner?.Ledger?.Backend.Name, session.Home.Index, session.HeldBy is not null);
}
