using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class RoomTests
{
    private static readonly BackendAgreement Extended = new(SaidHello: true, Acknowledges: false, Binary: false);

    [Fact]
    public void A_room_is_made_by_its_first_member_and_gone_with_its_last()
    {
        TestBoard test = new();
        test.Join();
        Session amy = test.Connect("amy", shard: 0, room: "r");
        Session ben = test.Connect("ben", shard: 1, room: "r");
        Assert.Equal([new RoomRow("r", 2)], test.View.Rooms(0, 10));

        test.Gone(amy);
        Assert.Equal([new RoomRow("r", 1)], test.View.Rooms(0, 10));
        test.Gone(ben);
        Assert.Empty(test.View.Rooms(0, 10));
        Assert.All(test.Shards, shard => Assert.Equal(0, shard.Memberships));
    }

    [Fact]
    public void An_answer_may_name_several_rooms_and_one_of_them_twice()
    {
        TestBoard test = new();
        test.Join();
        test.Connect("amy", room: "a", more: ""","rooms":["b","a","c","b"]""");

        Assert.Equal(["a", "b", "c"], test.View.Connection("amy")!.Rooms);
        Assert.Equal(3, test.Shards[0].Memberships);
    }

    [Fact]
    public void Backends_put_clients_into_rooms_and_take_them_out()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session amy = test.Connect("amy", room: "a");
        const string JoinB = """{"request_id":"x","action":"join_room","params":{"conn_id":"amy","room_id":"b"}}""";

        test.Act(backend, JoinB);
        test.Act(backend, JoinB);
        test.Act(backend, """{"request_id":"x","action":"leave_room","params":{"conn_id":"amy","room_id":"a"}}""");
        test.Act(backend, """{"request_id":"x","action":"message_to_room","params":{"room_id":"a","message":"no"}}""");
        test.Act(backend, """{"request_id":"x","action":"message_to_room","params":{"room_id":"b","message":"yes"}}""");

        Assert.Equal([new RoomRow("b", 1)], test.View.Rooms(0, 10));
        Assert.Equal(["yes"], TestBoard.Inbox(amy));
    }

    [Fact]
    public void Room_info_tells_the_members_on_all_shards()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join(Extended);
        test.Connect("amy", shard: 0, room: "r");
        test.Connect("ben", shard: 1, room: "r");

        test.Act(backend, """{"request_id":"q1","action":"room_info","params":{"room_id":"r"}}""");
        test.Act(backend, """{"request_id":"q2","action":"room_info","params":{"room_id":"none"}}""");

        Assert.Equal(
            ["""{"request_id":"q1","action":"room_info","params":{"room_id":"r","members":2}}""", """{"request_id":"q2","action":"room_info","params":{"room_id":"none","members":0}}"""],
            backend.Lines.Where(line => line.Action == "room_info").Select(line => line.Text));
    }

    [Fact]
    public void Rooms_are_bounded_for_one_client()
    {
        TestBoard test = new(new SwitchboardOptions { MaxRoomsPerClient = 2 });
        FakeBackend backend = test.Join(Extended);
        test.Connect("amy", room: "a", more: ""","rooms":["b"]""");

        test.Act(backend, """{"request_id":"x","action":"join_room","params":{"conn_id":"amy","room_id":"c"}}""");
        Session ben = test.Ask();
        test.Accept(ben, """{"room_id":"a","rooms":["b","c"]}""");

        Assert.Equal(2, backend.Problems.Count());
        Assert.Equal(2, test.Counters.Problems[(int)ActionProblem.TooManyRooms]);
        Assert.Equal(503, test.StatusOf(ben));
        Assert.Equal(2, test.View.Rooms(0, 10).Count);
    }

    [Fact]
    public void Rooms_are_bounded_in_total_and_those_that_exist_stay_open()
    {
        TestBoard test = new(new SwitchboardOptions { MaxRooms = 1 });
        test.Join();
        test.Connect("amy", room: "a");
        Session refused = test.Ask();
        test.Accept(refused, """{"room_id":"b"}""");
        Session accepted = test.Ask();
        test.Accept(accepted, """{"room_id":"a"}""");

        Assert.Equal((503, 101), (test.StatusOf(refused), test.StatusOf(accepted)));
        Assert.Equal([new RoomRow("a", 2)], test.View.Rooms(0, 10));
    }
}
