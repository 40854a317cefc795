using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class DuplicateIdTests
{
    [Fact]
    public void The_older_client_is_closed_and_reported_before_the_newer_one()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session old = test.Connect("amy", shard: 0, room: "a");
        Session young = test.Connect("amy", shard: 1, room: "b");

        Assert.Equal((old, 4001, "replaced"), Assert.Single(test.Shards[0].Closed));
        Assert.Equal(["new_connection amy", "disconnected amy", "new_connection amy"], backend.Events);
        Assert.Equal([new RoomRow("b", 1)], test.View.Rooms(0, 10));
        Assert.Equal(1, test.Counters.DuplicatesReplaced);

        // The end of the old connection, when it comes, must not take the new one with it.
        test.Gone(old);
        test.Act(backend, """{"request_id":"x","action":"message_to_connection","params":{"conn_id":"amy","message":"hi"}}""");
        Assert.Equal(["hi"], TestBoard.Inbox(young));
        Assert.Equal(3, backend.Events.Count());
        Assert.Equal(1, test.View.Totals.Clients);
    }

    [Fact]
    public void A_client_that_is_replaced_before_it_was_connected_is_reported_as_an_error()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session old = test.Ask();
        test.Accept(old, """{"client_id":"amy"}""");
        test.Connect("amy");
        test.Board.Opened(old);
        test.Gone(old);

        Assert.Equal(["error /ws/lobby Another connection took its id.", "new_connection amy"], backend.Events);
    }

    [Fact]
    public void The_newer_client_is_refused_with_409_where_that_is_asked_for()
    {
        TestBoard test = new(new SwitchboardOptions { DuplicateIds = DuplicateIds.Refuse });
        FakeBackend backend = test.Join();
        Session old = test.Connect("amy");
        Session young = test.Ask();
        test.Accept(young, """{"client_id":"amy"}""");

        Assert.Equal(409, test.StatusOf(young));
        Assert.Empty(test.Shards[0].Closed);
        Assert.Equal(1, test.Counters.DuplicatesRefused);
        test.Gone(old);
        Assert.Equal(101, test.StatusOf(test.Connect("amy")));
        Assert.Equal(["new_connection amy", "disconnected amy", "new_connection amy"], backend.Events);
    }

    [Fact]
    public void The_events_of_both_keep_their_order_when_they_are_delivered_again()
    {
        TestBoard test = new();
        FakeBackend one = test.JoinAcknowledging();
        test.Say(test.Connect("amy"), "old");
        test.Say(test.Connect("amy"), "young");
        FakeBackend[] others = [test.JoinAcknowledging(), test.JoinAcknowledging()];

        test.Leave(one);

        FakeBackend heir = Assert.Single(others, backend => backend.Lines.Count > 0);
        Assert.Equal(
            ["new_connection amy", "new_message amy old", "disconnected amy", "new_connection amy", "new_message amy young"], heir.Events);
    }
}
