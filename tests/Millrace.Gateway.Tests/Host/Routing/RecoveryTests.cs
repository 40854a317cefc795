using Millrace.Gateway.Host.Routing;
using static Millrace.Gateway.Tests.Host.Routing.RecoverySteps;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class RecoveryTests
{
    [Fact]
    public void A_client_that_offers_recovery_gets_a_token_before_its_first_message()
    {
        TestBoard test = new(Options);
        FakeBackend backend = test.Join();
        Session amy = test.Ask(headers: Offer);
        test.Accept(amy, """{"client_id":"amy","room_id":"lobby"}""");
        Assert.Equal("millrace.recovery.v1", Assert.Single(test.AnswersTo(amy)).Subprotocol);
        Tell(test, backend, "early");
        Assert.Empty(TestBoard.Inbox(amy));

        test.Board.Opened(amy);

        (string token, long offset, bool isRecovered) = Hello(amy);
        Assert.Equal((22, 0, false), (token.Length, offset, isRecovered));
        Assert.Equal("early", TestBoard.Inbox(amy)[1]);
    }

    [Fact]
    public void Recovery_is_off_unless_asked_for_by_the_options_and_by_the_client()
    {
        TestBoard off = new();
        off.Join();
        Session refused = off.Ask(headers: Offer);
        off.Accept(refused);
        Assert.False(refused.IsTracked);
        Assert.Null(Assert.Single(off.AnswersTo(refused)).Subprotocol);

        TestBoard on = new(Options);
        on.Join();
        Session plain = on.Connect("amy");
        Assert.False(plain.IsTracked);
        Assert.Empty(TestBoard.Inbox(plain));
    }

    [Fact]
    public void A_tracked_client_gets_private_room_and_broadcast_messages_once_each_in_order()
    {
        TestBoard test = new(Options);
        FakeBackend backend = test.Join();
        Session amy = Connect(test, "amy");
        Session ben = test.Connect("ben");

        Tell(test, backend, "1");
        TellRoom(test, backend, "2");
        TellAll(test, backend, "3");

        Assert.Equal(["1", "2", "3"], TestBoard.Inbox(amy).Skip(1));
        Assert.Equal(["2", "3"], TestBoard.Inbox(ben));
        Assert.Equal([new RoomRow("lobby", 2)], test.View.Rooms(0, 10));
        Assert.Equal(1, test.Shards[0].Memberships);
    }

    [Fact]
    public void A_client_that_comes_back_gets_what_it_missed_and_nothing_else()
    {
        TestBoard test = new(Options);
        FakeBackend backend = test.Join();
        Session amy = Connect(test, "amy");
        string token = Hello(amy).Token;
        Tell(test, backend, "1");
        TellRoom(test, backend, "2");
        test.Gone(amy, isLost: true);
        Assert.Equal(SessionState.Detached, test.View.Connection("amy")!.State);
        Tell(test, backend, "3");
        TellRoom(test, backend, "4");
        TellAll(test, backend, "5");

        Session back = test.Ask(shard: 1, query: $"session={token}&offset=1", headers: Offer);
        test.Accept(back, """{"client_id":"somebody else","room_id":"elsewhere"}""");
        Tell(test, backend, "6");
        test.Board.Opened(back);
        Tell(test, backend, "7");

        Assert.Equal((token, 1, true), Hello(back));
        Assert.Equal(["2", "3", "4", "5", "6", "7"], TestBoard.Inbox(back).Skip(1));
        test.Say(back, "here again");
        Assert.Equal(["new_connection amy", "new_message amy here again"], backend.Events);
        Assert.Equal([new RoomRow("lobby", 1)], test.View.Rooms(0, 10));
        Assert.Equal((1, 1, 0), (test.Counters.Detached, test.Counters.Recovered, test.View.Totals.Detached));
        Assert.Equal(1, test.View.Totals.Clients);
    }

    [Fact]
    public void It_may_come_back_again_and_again()
    {
        TestBoard test = new(Options);
        FakeBackend backend = test.Join();
        Session session = Connect(test, "amy");
        string token = Hello(session).Token;
        for (int i = 0; i < 20; i++)
        {
            Tell(test, backend, $"{i}");
            test.Gone(session, isLost: true);
            session = Return(test, token, i);
            Assert.Equal([$"{i}"], TestBoard.Inbox(session).Skip(1));
        }

        test.Gone(session);
        Assert.Equal(["new_connection amy", "disconnected amy"], backend.Events);
        Assert.Equal(new SwitchboardTotals(0, 0, 1, 0, 0, 0), test.View.Totals);
    }

    [Fact]
    public void The_newest_connection_wins_even_where_the_old_one_seems_alive()
    {
        TestBoard test = new(Options);
        FakeBackend backend = test.Join();
        Session old = Connect(test, "amy");
        string token = Hello(old).Token;
        backend.Congest(true);
        test.Say(old, "1");
        Assert.Equal([old], test.Shards[0].Held);
        backend.Congest(false);

        Session young = Return(test, token, 0);
        test.Board.Drained(backend);
        test.Say(old, "late");
        test.Gone(old, isLost: true);
        test.Say(young, "2");

        Assert.Equal((old, 4001, "replaced"), Assert.Single(test.Shards[0].Closed));
        Assert.Equal(["new_connection amy", "new_message amy 1", "new_message amy 2"], backend.Events);
        Assert.Equal(1, test.Counters.Late);
        Tell(test, backend, "hi");
        Assert.Equal("hi", TestBoard.Inbox(young)[^1]);
    }

    [Fact]
    public void When_the_window_has_passed_it_is_gone_and_another_client_comes_back()
    {
        TestBoard test = new(Options);
        FakeBackend backend = test.Join();
        Session amy = Connect(test, "amy");
        string token = Hello(amy).Token;
        test.Gone(amy, isLost: true);
        test.Pass(119.9);
        Assert.Equal(["new_connection amy"], backend.Events);
        test.Pass(0.1);
        Assert.Equal(["new_connection amy", "disconnected amy"], backend.Events);

        Session back = Return(test, token, 0, """{"client_id":"amy2"}""");

        (string newToken, long offset, bool isRecovered) = Hello(back);
        Assert.NotEqual(token, newToken);
        Assert.Equal((0, false), (offset, isRecovered));
        Assert.Equal("new_connection amy2", backend.Events.Last());
        Assert.Equal(1, test.Counters.NotRecovered);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("6")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("x")]
    public void An_offset_that_is_not_kept_or_never_was_makes_a_new_client_and_ends_the_old_one_first(string offset)
    {
        TestBoard test = new(Options with { RecoveryMessages = 3 });
        FakeBackend backend = test.Join();
        Session amy = Connect(test, "amy");
        string token = Hello(amy).Token;
        for (int i = 1; i <= 5; i++)
        {
            Tell(test, backend, $"{i}");
        }

        test.Gone(amy, isLost: true);
        Session back = test.Ask(query: $"session={token}&offset={offset}", headers: Offer);
        test.Accept(back, """{"client_id":"amy","room_id":"lobby"}""");
        test.Board.Opened(back);

        Assert.False(Hello(back).IsRecovered);
        Assert.Single(TestBoard.Inbox(back));
        Assert.Equal(["new_connection amy", "disconnected amy", "new_connection amy"], backend.Events);
        Assert.Equal((1, 0), (test.View.Totals.Clients, test.View.Totals.Detached));
    }

    [Fact]
    public void A_token_that_nobody_has_is_refused_nothing_but_recovery()
    {
        TestBoard test = new(Options);
        test.Join();
        Session amy = Connect(test, "amy");
        Session thief = Return(test, "AAAAAAAAAAAAAAAAAAAAAA", 0, """{"client_id":"thief"}""");

        Assert.False(Hello(thief).IsRecovered);
        Assert.Equal(SessionState.Open, amy.State);
        Assert.Equal(2, test.View.Totals.Clients);
    }

    [Fact]
    public void A_backend_that_said_hello_is_told_who_comes_back_and_may_have_it_begin_anew()
    {
        TestBoard test = new(Options);
        FakeBackend backend = test.JoinAcknowledging();
        Session amy = Connect(test, "amy");
        string token = Hello(amy).Token;
        Tell(test, backend, "for amy alone");
        test.Gone(amy, isLost: true);
        Session same = Return(test, token, 0);
        Assert.Equal("amy", backend.Questions.Last().Params.GetProperty("resumes").GetString());
        Assert.Equal(["for amy alone"], TestBoard.Inbox(same).Skip(1));
        test.Gone(same, isLost: true);

        Session other = Return(test, token, 0, """{"client_id":"ben","room_id":"lobby","resume":false}""");

        Assert.Equal(("ben", false), (other.Id, Hello(other).IsRecovered));
        Assert.Single(TestBoard.Inbox(other));
        Assert.Equal(["new_connection amy", "disconnected amy", "new_connection ben"], backend.Events);
        Assert.Equal((1, 1), (test.Counters.NotRecovered, test.View.Totals.Clients));
        Assert.False(Hello(Return(test, token, 0)).IsRecovered);
    }

    [Fact]
    public void Who_does_not_come_back_is_not_named_and_a_plain_backend_is_told_nothing()
    {
        TestBoard test = new(Options with { RecoveryMessages = 1 });
        FakeBackend plain = test.Join();
        Session amy = Connect(test, "amy");
        string token = Hello(amy).Token;
        test.Gone(amy, isLost: true);
        Session back = Return(test, token, 0, """{"resume":false}""");
        Assert.True(Hello(back).IsRecovered);
        Assert.All(plain.Questions, question => Assert.False(question.Params.TryGetProperty("resumes", out _)));
        test.Leave(plain);

        FakeBackend backend = test.JoinAcknowledging();
        Tell(test, backend, "1");
        Tell(test, backend, "2");
        Connect(test, "ben");
        Return(test, token, 0);
        Return(test, "AAAAAAAAAAAAAAAAAAAAAA", 0, """{"client_id":"thief"}""");
        Assert.All(backend.Questions, question => Assert.False(question.Params.TryGetProperty("resumes", out _)));
    }

    [Fact]
    public void A_client_that_closes_or_is_disconnected_is_not_waited_for()
    {
        TestBoard test = new(Options);
        FakeBackend backend = test.Join();
        Session closes = Connect(test, "a");
        Session isAsked = Connect(test, "b");
        string token = Hello(isAsked).Token;
        Session isDetached = Connect(test, "c");
        test.Gone(isDetached, isLost: true);
        test.Act(backend, """{"request_id":"x","action":"disconnect","params":{"conn_id":"b"}}""");
        test.Act(backend, """{"request_id":"x","action":"disconnect","params":{"conn_id":"c"}}""");

        test.Gone(closes);
        test.Gone(isAsked, isLost: true);

        Assert.Equal(["disconnected c", "disconnected a", "disconnected b"], backend.Events.Skip(3));
        Assert.Equal(0, test.View.Totals.Detached);
        Assert.False(Hello(Return(test, token, 0)).IsRecovered);
    }

    [Fact]
    public void A_return_whose_handshake_fails_leaves_the_client_waited_for()
    {
        TestBoard test = new(Options);
        FakeBackend backend = test.Join();
        Session amy = Connect(test, "amy");
        string token = Hello(amy).Token;
        test.Gone(amy, isLost: true);
        Session failed = test.Ask(query: $"session={token}&offset=0", headers: Offer);
        test.Accept(failed);
        test.Gone(failed);
        Tell(test, backend, "1");

        Session back = Return(test, token, 0);

        Assert.Equal(["1"], TestBoard.Inbox(back).Skip(1));
        Assert.Equal(["new_connection amy"], backend.Events);
    }

    [Fact]
    public void What_a_client_said_on_both_connections_stays_in_order_when_its_backend_leaves()
    {
        TestBoard test = new(Options);
        FakeBackend one = test.JoinAcknowledging();
        Session old = Connect(test, "amy");
        test.Say(old, "1");
        test.Gone(old, isLost: true);
        Session young = Return(test, Hello(old).Token, 0);
        test.Say(young, "2");
        FakeBackend[] others = [test.JoinAcknowledging(), test.JoinAcknowledging()];

        test.Leave(one);
        test.Say(young, "3");

        FakeBackend heir = Assert.Single(others, backend => backend.Lines.Count > 0);
        Assert.Equal(["new_connection amy", "new_message amy 1", "new_message amy 2", "new_message amy 3"], heir.Events);
    }

    [Fact]
    public void What_was_missed_and_is_dropped_while_the_101_is_under_way_ends_the_client()
    {
        TestBoard test = new(Options with { RecoveryMessages = 2 });
        FakeBackend backend = test.Join();
        Session amy = Connect(test, "amy");
        string token = Hello(amy).Token;
        test.Gone(amy, isLost: true);
        Session back = test.Ask(query: $"session={token}&offset=0", headers: Offer);
        test.Accept(back);
        for (int i = 0; i < 3; i++)
        {
            Tell(test, backend, $"{i}");
        }

        test.Board.Opened(back);

        Assert.Equal(1012, Assert.Single(test.Shards[0].Closed).Code);
        test.Gone(back, isLost: true);
        Assert.Equal(["new_connection amy", "disconnected amy"], backend.Events);
        Assert.Equal(0, test.View.Totals.Clients);
    }

    [Fact]
    public void A_client_without_a_connection_does_not_keep_its_id_from_another()
    {
        TestBoard test = new(Options with { DuplicateIds = DuplicateIds.Refuse });
        FakeBackend backend = test.Join();
        test.Gone(Connect(test, "amy"), isLost: true);

        test.Connect("amy");

        Assert.Equal(["new_connection amy", "disconnected amy", "new_connection amy"], backend.Events);
        Assert.Empty(test.Shards[0].Closed);
    }
}
