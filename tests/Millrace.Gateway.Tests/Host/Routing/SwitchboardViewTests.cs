using System.Net;
using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class SwitchboardViewTests
{
    [Fact]
    public void Connections_show_who_where_and_by_whom()
    {
        TestBoard test = new();
        test.Join();
        test.Connect("amy", shard: 0, room: "a");
        test.Connect("ben", shard: 1, room: "b", more: ""","rooms":["c"]""");
        Session cleo = test.Ask();
        test.Accept(cleo, """{"client_id":"cleo","room_id":"a"}""");

        Assert.Equal(["amy", "ben", "cleo"], test.View.Connections(0, 10).Select(row => row.Id));
        Assert.Equal(["ben"], test.View.Connections(1, 1).Select(row => row.Id));
        ConnectionRow ben = test.View.Connection("ben")!;
        Assert.Equal(
            (new IPEndPoint(IPAddress.Loopback, 40_002), SessionState.Open, "backend-1", 1, false), (ben.Remote, ben.State, ben.Backend, ben.Shard, ben.IsHeld));
        Assert.Equal(["b", "c"], ben.Rooms);
        Assert.Equal(SessionState.Accepted, test.View.Connection("cleo")!.State);
        Assert.Null(test.View.Connection("dan"));
    }

    [Fact]
    public void Rooms_and_totals_are_counted()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        test.Connect("amy", room: "a");
        Session ben = test.Connect("ben", room: "a");
        test.Connect("cleo", room: "b");
        test.Ask();
        Assert.Equal(new SwitchboardTotals(Clients: 3, Rooms: 2, Backends: 1, Questions: 1, Queued: 0, Detached: 0), test.View.Totals);
        Assert.Equal([new RoomRow("a", 2), new RoomRow("b", 1)], test.View.Rooms(0, 10));
        Assert.Equal((2, 0), (test.View.MembersOf("a"), test.View.MembersOf("c")));

        test.Leave(backend);
        test.Say(ben, "queued");
        Assert.Equal(new SwitchboardTotals(Clients: 3, Rooms: 2, Backends: 0, Questions: 1, Queued: 1, Detached: 0), test.View.Totals);
        Assert.Null(test.View.Connection("ben")!.Backend);
    }

    [Fact]
    public void Backends_show_what_they_have_to_do()
    {
        TestBoard test = new();
        FakeBackend backend = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        test.Ask();
        backend.Congest(true);
        test.Say(amy, "1");

        Assert.Equal(
            new BackendRow("backend-1", backend.Agreement, Clients: 1, Questions: 1, Events: 2, Unacknowledged: 2, Held: 1, IsBehind: true, IsSuspect: false),
            Assert.Single(test.View.Backends()));
    }
}
