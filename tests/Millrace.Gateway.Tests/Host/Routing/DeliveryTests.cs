using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class DeliveryTests
{
    private static readonly BackendAgreement Extended = new(SaidHello: true, Acknowledges: false, Binary: true);

    [Fact]
    public void A_private_message_reaches_its_client_alone()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session amy = test.Connect("amy");
        Session ben = test.Connect("ben", shard: 1);

        test.Act(backend, """{"request_id":"x","action":"message_to_connection","params":{"conn_id":"ben","message":"hi"}}""");
        test.Act(backend, """{"request_id":"x","action":"message_to_connection","params":{"conn_id":"ben","message":"AQI=","binary":true}}""");

        Assert.Empty(TestBoard.Inbox(amy));
        Assert.Equal(["hi", "bin:0102"], TestBoard.Inbox(ben));
    }

    [Fact]
    public void A_client_that_is_accepted_but_not_connected_yet_gets_its_messages()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session amy = test.Ask();
        test.Accept(amy, """{"client_id":"amy","room_id":"r"}""");

        test.Act(backend, """{"request_id":"x","action":"message_to_connection","params":{"conn_id":"amy","message":"1"}}""");
        test.Act(backend, """{"request_id":"x","action":"message_to_room","params":{"room_id":"r","message":"2"}}""");
        test.Act(backend, """{"request_id":"x","action":"broadcast","params":{"message":"3"}}""");

        Assert.Equal(["1", "2", "3"], TestBoard.Inbox(amy));
    }

    [Fact]
    public void A_room_message_goes_once_to_each_shard_that_has_members()
    {
        TestBoard test = new(shards: 3);
        FakeBackend backend = test.Join();
        Session[] members = [test.Connect("a", 0), test.Connect("b", 0), test.Connect("c", 2)];
        Session other = test.Connect("d", 1, room: "elsewhere");

        test.Act(backend, """{"request_id":"x","action":"message_to_room","params":{"room_id":"lobby","message":"hi"}}""");

        Assert.All(members, session => Assert.Equal(["hi"], TestBoard.Inbox(session)));
        Assert.Empty(TestBoard.Inbox(other));
        Assert.Equal([1, 0, 1], test.Shards.Select(shard => shard.FanOuts.Count));
    }

    [Fact]
    public void A_broadcast_goes_only_to_shards_that_have_clients()
    {
        TestBoard test = new(shards: 3);
        FakeBackend backend = test.Join();
        Session amy = test.Connect("amy", 0);
        Session ben = test.Connect("ben", 2);
        const string Broadcast = """{"request_id":"x","action":"broadcast","params":{"message":"hi"}}""";

        test.Act(backend, Broadcast);
        test.Gone(ben);
        test.Act(backend, Broadcast);

        Assert.Equal(["hi", "hi"], TestBoard.Inbox(amy));
        Assert.Equal([2, 0, 1], test.Shards.Select(shard => shard.FanOuts.Count));
    }

    [Theory]
    [InlineData("""{"request_id":"q","action":"message_to_connection","params":{"conn_id":"no","message":"hi"}}""", nameof(ActionProblem.UnknownConnection))]
    [InlineData("""{"request_id":"q","action":"message_to_room","params":{"room_id":"no","message":"hi"}}""", nameof(ActionProblem.UnknownRoom))]
    [InlineData("""{"request_id":"q","action":"disconnect","params":{"conn_id":"no"}}""", nameof(ActionProblem.UnknownConnection))]
    [InlineData("""{"request_id":"q","action":"join_room","params":{"conn_id":"no","room_id":"r"}}""", nameof(ActionProblem.UnknownConnection))]
    [InlineData("""{"request_id":"q","action":"leave_room","params":{"conn_id":"no","room_id":"r"}}""", nameof(ActionProblem.UnknownConnection))]
    [InlineData("""{"request_id":"q","action":"leave_room","params":{"conn_id":"amy","room_id":"r"}}""", nameof(ActionProblem.UnknownRoom))]
    [InlineData("""{"request_id":"q","action":"dance","params":{}}""", nameof(ActionProblem.UnknownAction))]
    public void What_cannot_be_done_is_counted_and_told_to_a_backend_that_understands_it(string line, string expected)
    {
        TestBoard test = new();
        FakeBackend plain = test.Join();
        FakeBackend extended = test.Join(Extended);
        test.Connect("amy");

        test.Act(plain, line);
        test.Act(extended, line);

        Assert.Empty(plain.Problems);
        FakeBackend.Line problem = Assert.Single(extended.Problems);
        Assert.Equal("q", problem.RequestId);
        Assert.NotEmpty(problem.Params.GetProperty("reason").GetString()!);
        Assert.Equal(2, test.Counters.Problems[(int)Enum.Parse<ActionProblem>(expected)]);
    }

    [Fact]
    public void A_backend_may_disconnect_a_client_which_says_so_when_it_is_gone()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session amy = test.Connect("amy");

        test.Act(backend, """{"request_id":"x","action":"disconnect","params":{"conn_id":"amy","code":4000,"reason":"enough"}}""");
        Assert.Equal((amy, 4000, "enough"), Assert.Single(test.Shards[0].Closed));
        test.Say(amy, "last words");
        test.Gone(amy);

        Assert.Equal(["new_connection amy", "new_message amy last words", "disconnected amy"], backend.Events);
    }
}
