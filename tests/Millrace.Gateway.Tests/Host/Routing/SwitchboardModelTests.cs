using System.Text.Json;
using Millrace.Gateway.Host.Routing;
using Millrace.Testing;

namespace Millrace.Gateway.Tests.Host.Routing;

/// <summary>Thousands of random things happen, and what was promised holds at each moment and at the end.</summary>
public sealed class SwitchboardModelTests
{
    private static readonly (int Client, int Number) s_connected = (-1, 0);
    private static readonly (int Client, int Number) s_disconnected = (int.MaxValue, 0);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_happens_nothing_is_lost_uncounted_out_of_order_or_left_behind(int seed)
    {
        SwitchboardModel model = new(seed);
        int steps = Soak.Count(40_000);
        for (int step = 0; step < steps; step++)
        {
            model.Step();
            if (step % 10 == 0)
            {
                CheckNow(model.Test);
            }
        }

        Assert.True(model.Everybody.Count(client => client.WasOpened) > steps / 100, "The model should have connected more clients.");
        model.Settle();
        CheckNow(model.Test);
        CheckNothingIsLeft(model.Test);
        CheckEvents(model);
        CheckThatMuchHappened(model.Test.Counters);
    }

    private static void CheckNow(TestBoard test)
    {
        IReadOnlyList<ConnectionRow> connections = test.View.Connections(0, int.MaxValue);
        Assert.Equal(
            connections.SelectMany(row => row.Rooms).GroupBy(name => name).Select(group => new RoomRow(group.Key, group.Count())).OrderBy(row => row.Name),
            test.View.Rooms(0, int.MaxValue).OrderBy(row => row.Name));
        int tracked = test.Board.Recovery.Tracked.Sum(session => session.Rooms.Count);
        Assert.Equal(connections.Sum(row => row.Rooms.Count) - tracked, test.Shards.Sum(shard => shard.Memberships));
        Assert.Equal(connections.Count, connections.Select(row => row.Id).Distinct().Count());
        Assert.Equal(connections.Count(row => row.Backend is not null), test.View.Backends().Sum(row => row.Clients));
        Assert.Equal(connections.Count(row => row.IsHeld), test.View.Backends().Sum(row => row.Held));
        Assert.Equal(connections.Count(row => row.IsHeld), test.Shards.Sum(shard => shard.Held.Count));
        Assert.Equal(test.View.Totals.Detached, connections.Count(row => row.State == SessionState.Detached));

        // Far below what thousands of steps would pile up, were there no bound: windows, what a full queue pours into one, and a last event of each client.
        Assert.InRange(test.View.Backends().Sum(row => row.Unacknowledged), 0, 400);
        Assert.InRange(test.View.Totals.Queued, 0, 100);
    }

    private static void CheckNothingIsLeft(TestBoard test)
    {
        Assert.Equal(new SwitchboardTotals(0, 0, 1, 0, 0, 0), test.View.Totals);
        Assert.Equal(0, test.Board.Recovery.Bytes);
        Assert.All(test.Shards, shard => Assert.Equal((0, 0), (shard.Memberships, shard.Held.Count)));
    }

    // A model that does not do what it is to test proves nothing.
    private static void CheckThatMuchHappened(SwitchboardCounters counters)
    {
        Assert.All(
            [
                counters.AskedAgain, counters.Abandoned, counters.StrayAnswers, counters.Queued, counters.QueueDropped, counters.Redelivered,
                counters.Indefinite, counters.Holds, counters.DuplicatesReplaced + counters.DuplicatesRefused, counters.Detached, counters.Recovered,
                counters.NotRecovered, .. counters.Events.Where((_, kind) => kind != (int)EventKind.Binary),
            ],
            count => Assert.NotEqual(0, count));
    }

    // Every client's events as backends have seen them: connected, 1, 2, 3, …, disconnected; of one that came back those of its connections one after
    // the other in between. The number that its first connection's answer gave is in the context of each of them.
    private static void CheckEvents(SwitchboardModel model)
    {
        Dictionary<int, List<(long Order, (int Client, int Number) What, bool IsSettled)>> seen = [];
        foreach (FakeBackend backend in model.Backends)
        {
            foreach (FakeBackend.Line line in backend.Lines.Where(line => line.Action is "new_connection" or "new_message" or "disconnected"))
            {
                int root = line.Params.GetProperty("context").GetProperty("metadata").GetProperty("n").GetInt32();
                if (!seen.TryGetValue(root, out var list))
                {
                    seen.Add(root, list = []);
                }

                list.Add((line.Order, PlaceOf(line), model.IsSettled(backend, line)));
            }
        }

        long missing = 0;
        foreach (IGrouping<int, ModelClient> connections in model.Everybody.Where(client => client.WasOpened).GroupBy(RootOf))
        {
            List<(long Order, (int, int) What, bool IsSettled)> events = [.. seen.GetValueOrDefault(connections.Key, []).OrderBy(each => each.Order)];
            (int, int)[] first = [.. events.Select(each => each.What).Distinct()];
            (int, int)[] last = [.. events.Select(each => each.What).Reverse().Distinct().Reverse()];
            Assert.Equal(first.Order(), first);
            Assert.Equal(last.Order(), last);
            HashSet<(int, int)> expected = [s_connected, .. connections.SelectMany(client => Enumerable.Range(1, client.Said).Select(n => (client.Number, n))), s_disconnected];
            Assert.All(first, what => Assert.Contains(what, expected));
            missing += expected.Count - events.Where(each => each.IsSettled).Select(each => each.What).Distinct().Count();
            seen.Remove(connections.Key);
        }

        Assert.Empty(seen);
        Assert.InRange(missing, 0, model.Test.Counters.QueueDropped + model.Test.Counters.PromisedDropped + model.Test.Counters.Poisoned);
        SwitchboardCounters counters = model.Test.Counters;
        long written = model.Backends.Sum(backend => backend.Events.LongCount());
        Assert.Equal(written, counters.Events.Sum());
        Assert.Equal(0, counters.Late);
    }

    private static int RootOf(ModelClient client) =>
        JsonDocument.Parse(client.Session.Context).RootElement.GetProperty("metadata").GetProperty("n").GetInt32();

    private static (int Client, int Number) PlaceOf(FakeBackend.Line line) => line.Action switch
    {
        "new_connection" => s_connected,
        "disconnected" => s_disconnected,
        _ => line.Message.Split(':') is [var client, var number] ? (int.Parse(client), int.Parse(number)) : default,
    };
}
