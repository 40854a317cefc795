using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Millrace.Gateway.Host.Backends;
using Millrace.Gateway.Host.Routing;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Metrics;
using Millrace.Shards;

namespace Millrace.Gateway.Host.Admin;

/// <summary>The admin pages about clients, rooms and backends. Each reads what it shows on the switchboard's thread, in one turn, and writes it on another.</summary>
internal sealed class RoutingPages(Switchboard switchboard, BackendListener port)
{
    // A page is read in one turn of the loop that carries everybody's messages.
    private const int MostRows = 1000;
    private const int UsualRows = 100;

    public static IReadOnlyList<AdminPage> Of(Switchboard switchboard, BackendListener port)
    {
        RoutingPages pages = new(switchboard, port);
        return
        [
            new("/connections", $"clients as JSON, a page at a time (limit up to {MostRows}, skip), or one (id)", ["limit", "skip", "id"], pages.ConnectionsAsync),
            new("/rooms", $"rooms and their members as JSON, a page at a time (limit up to {MostRows}, skip), or one (name)", ["limit", "skip", "name"], pages.RoomsAsync),
            new("/backends", "backends as JSON, with what waits for each", [], pages.BackendsAsync),
        ];
    }

    private Task ConnectionsAsync(AdminQuery query, Stream body, CancellationToken cancellationToken)
    {
        (int limit, int skip, string? id) = (Limit(query), Skip(query), query.Text("id"));
        return AnswerAsync(() => Connections(limit, skip, id), RoutingJson.Default.ConnectionsPage, body, cancellationToken);
    }

    private Task RoomsAsync(AdminQuery query, Stream body, CancellationToken cancellationToken)
    {
        (int limit, int skip, string? name) = (Limit(query), Skip(query), query.Text("name"));
        return AnswerAsync(() => ListRooms(limit, skip, name), RoutingJson.Default.RoomsPage, body, cancellationToken);
    }

    private Task BackendsAsync(AdminQuery query, Stream body, CancellationToken cancellationToken) =>
        AnswerAsync(Backends, RoutingJson.Default.BackendsPage, body, cancellationToken);

    private static int Limit(AdminQuery query) => query.Whole("limit", UsualRows, 1, MostRows);

    private static int Skip(AdminQuery query) => query.Whole("skip", 0, 0, int.MaxValue);

    private async Task AnswerAsync<T>(Func<T> read, JsonTypeInfo<T> type, Stream body, CancellationToken cancellationToken)
        where T : class
    {
        T? page = null;
        await port.Shard.RunAsync(() =>
        {
            page = read();
            return default;
        }).WaitAsync(cancellationToken).ConfigureAwait(false);
        await JsonSerializer.SerializeAsync(body, page!, type, cancellationToken).ConfigureAwait(false);
    }

    private ConnectionsPage Connections(int limit, int skip, string? id)
    {
        SwitchboardView view = switchboard.View;
        IReadOnlyList<ConnectionRow> rows = id is null ? view.Connections(skip, limit) : view.Connection(id) is { } row ? [row] : [];
        return new ConnectionsPage(
            view.Totals.Clients,
            skip,
            [.. rows.Select(row => new ConnectionEntry(row.Id, row.Remote.ToString(), EnumWords.Of<SessionState>()[(int)row.State], row.Rooms, row.Backend, row.Shard, row.IsHeld))]);
    }

    private RoomsPage ListRooms(int limit, int skip, string? name)
    {
        SwitchboardView view = switchboard.View;
        IReadOnlyList<RoomEntry> rooms = name is null
            ? [.. view.Rooms(skip, limit).Select(room => new RoomEntry(room.Name, room.Members))]
            : view.MembersOf(name) is > 0 and int members ? [new RoomEntry(name, members)] : [];
        return new RoomsPage(view.Totals.Rooms, skip, rooms);
    }

    private BackendsPage Backends()
    {
        SwitchboardTotals totals = switchboard.View.Totals;
        long now = Shard.Now;
        return new BackendsPage(
            [.. port.Connections.Where(one => one.Ledger is not null).OrderBy(one => one.Since).Select(one => EntryOf(one, one.Ledger!, now))],
            port.Counters.Waiting,
            totals.Queued,
            totals.Questions);
    }

    private static BackendEntry EntryOf(BackendConnection one, BackendLedger ledger, long now) => new(
        one.Name,
        one.Remote.ToString(),
        Math.Round((now - one.Since) / (double)Shard.TicksPerSecond, 1),
        one.Agreement.SaidHello,
        one.Agreement.Acknowledges,
        one.Agreement.Binary,
        ledger.Clients,
        ledger.Held,
        ledger.Questions.Count,
        ledger.TimeoutsInARow,
        ledger.Written + ledger.Sequence,
        ledger.Unacknowledged.Count,
        one.Queued,
        one.IsCongested,
        one.Lines.In,
        one.LinesOut,
        one.Lines.Refused);
}
