using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class CongestionTests
{
    [Fact]
    public void A_congested_backend_holds_its_own_clients_only_until_it_drains()
    {
        TestBoard test = new();
        FakeBackend slow = test.Join();
        FakeBackend other = test.Join();
        Session amy = test.Connect("amy", shard: 0);
        Session ben = test.Connect("ben", shard: 1);
        slow.Congest(true);

        test.Say(amy, "1");
        test.Say(ben, "2");
        test.Say(amy, "was on the way already");
        Assert.Equal([amy], test.Shards[0].Held);
        Assert.Empty(test.Shards[1].Held);
        Assert.Equal(["new_connection ben", "new_message ben 2"], other.Events);
        Assert.Equal(3, slow.Events.Count());

        slow.Congest(false);
        test.Board.Drained(slow);
        Assert.Empty(test.Shards[0].Held);
    }

    [Fact]
    public void A_client_that_says_nothing_is_not_held()
    {
        TestBoard test = new();
        FakeBackend slow = test.Join();
        test.Connect("amy");
        slow.Congest(true);
        test.Connect("ben");

        Assert.Empty(test.Shards[0].Held);
    }

    [Fact]
    public void Held_clients_are_read_again_when_their_backend_leaves()
    {
        TestBoard test = new();
        FakeBackend slow = test.Join();
        Session[] sessions = [test.Connect("amy"), test.Connect("ben", shard: 1)];
        slow.Congest(true);
        Array.ForEach(sessions, session => test.Say(session, "1"));
        Assert.Equal(2, test.View.Backends()[0].Held);

        test.Leave(slow);

        Assert.All(test.Shards, shard => Assert.Empty(shard.Held));
    }

    [Fact]
    public void A_held_client_that_leaves_is_not_resumed()
    {
        TestBoard test = new();
        FakeBackend slow = test.Join();
        Session[] sessions = [.. Enumerable.Range(0, 5).Select(i => test.Connect($"c{i}"))];
        slow.Congest(true);
        Array.ForEach(sessions, session => test.Say(session, "1"));
        test.Gone(sessions[0]);
        test.Gone(sessions[3]);

        slow.Congest(false);
        test.Board.Drained(slow);

        Assert.Empty(test.Shards[0].Held);
    }

    [Fact]
    public void A_held_client_that_is_replaced_is_read_again_so_that_it_can_say_goodbye()
    {
        TestBoard test = new();
        FakeBackend slow = test.Join();
        Session amy = test.Connect("amy");
        slow.Congest(true);
        test.Say(amy, "1");

        test.Connect("amy");

        Assert.Equal(4001, Assert.Single(test.Shards[0].Closed).Code);
        Assert.Empty(test.Shards[0].Held);
        Assert.Equal(0, test.View.Backends()[0].Held);
    }

    [Fact]
    public void A_backend_that_drains_with_a_full_window_keeps_its_clients_held()
    {
        TestBoard test = new(new SwitchboardOptions { MaxUnacknowledgedEvents = 2 });
        FakeBackend slow = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        slow.Congest(true);
        test.Say(amy, "1");
        slow.Congest(false);
        test.Board.Drained(slow);
        Assert.Equal([amy], test.Shards[0].Held);

        slow.Congest(true);
        test.Act(slow, """{"request_id":"x","action":"ack","params":{"seq":2}}""");
        Assert.Equal([amy], test.Shards[0].Held);

        slow.Congest(false);
        test.Board.Drained(slow);
        Assert.Empty(test.Shards[0].Held);
    }

    [Fact]
    public void Large_messages_hold_every_client_of_a_congested_backend_before_each_has_added_one()
    {
        TestBoard test = new();
        FakeBackend slow = test.Join();
        Session[] sessions = [.. Enumerable.Range(0, 40).Select(i => test.Connect($"c{i}", shard: i % 2))];
        string large = new('x', 400_000);
        slow.Congest(true);

        Assert.Equal(3, SayUnlessHeld(test, sessions, large));
        Assert.Equal(40, test.View.Backends()[0].Held);
        Session late = test.Connect("late");
        Assert.NotNull(late.HeldBy);

        HashSet<Session> spoke = [.. sessions[..3]];
        for (int drain = 0; spoke.Count < 40; drain++)
        {
            Assert.InRange(drain, 0, 20);
            slow.Congest(false);
            test.Board.Drained(slow);
            Assert.Equal(41 - 3, test.View.Backends()[0].Held);
            slow.Congest(true);
            spoke.UnionWith(sessions.Where(session => session.HeldBy is null));
            Assert.InRange(SayUnlessHeld(test, sessions, large), 2, 3);
            Array.ForEach(test.Shards.ToArray(), shard => Assert.Equal(shard.Held.Count, sessions.Append(late).Count(session => session.Home == shard && session.HeldBy is not null)));
            test.Say(late, large);
        }
    }

    [Fact]
    public void A_backend_that_stays_uncongested_gets_all_its_clients_back_within_a_few_ticks()
    {
        TestBoard test = new();
        FakeBackend slow = test.Join();
        Session[] sessions = [.. Enumerable.Range(0, 20).Select(i => test.Connect($"c{i}"))];
        slow.Congest(true);
        SayUnlessHeld(test, sessions, new string('x', 400_000));
        slow.Congest(false);
        test.Board.Drained(slow);
        Assert.Equal(17, test.View.Backends()[0].Held);

        test.Pass(0.6);

        Assert.Empty(test.Shards[0].Held);
    }

    [Fact]
    public void A_window_that_large_messages_fill_holds_every_client_too()
    {
        TestBoard test = new(new SwitchboardOptions { MaxUnacknowledgedBytes = 1_000_000 });
        FakeBackend slow = test.JoinAcknowledging();
        Session[] sessions = [.. Enumerable.Range(0, 40).Select(i => test.Connect($"c{i}"))];

        Assert.InRange(SayUnlessHeld(test, sessions, new string('x', 400_000)), 3, 6);

        Assert.Equal(40, test.View.Backends()[0].Held);
        test.Act(slow, "{\"request_id\":\"x\",\"action\":\"ack\",\"params\":{\"seq\":" + slow.Ledger!.Sequence + "}}");
        Assert.InRange(test.View.Backends()[0].Held, 36, 39);
    }

    [Fact]
    public void A_client_that_moves_to_a_backend_whose_clients_are_all_held_is_held_with_its_next_message()
    {
        TestBoard test = new();
        FakeBackend leaves = test.Join();
        Session amy = test.Connect("amy");
        FakeBackend slow = test.Join();
        Session ben = test.Connect("ben");
        slow.Congest(true);
        test.Say(ben, new string('x', 1_100_000));
        test.Leave(leaves);

        test.Say(amy, "1");

        Assert.Equal([ben, amy], test.Shards[0].Held);
        Assert.Equal("new_message amy 1", slow.Events.Last());
    }

    [Fact]
    public void A_held_client_that_a_backend_disconnects_is_read_again_so_that_it_can_say_goodbye()
    {
        TestBoard test = new();
        FakeBackend slow = test.Join();
        Session amy = test.Connect("amy");
        slow.Congest(true);
        test.Say(amy, "1");

        test.Act(slow, """{"request_id":"x","action":"disconnect","params":{"conn_id":"amy","code":4002}}""");
        Assert.Empty(test.Shards[0].Held);
        Assert.Equal(4002, Assert.Single(test.Shards[0].Closed).Code);
        test.Say(amy, "was on the way");

        Assert.Empty(test.Shards[0].Held);
        Assert.Equal(["new_connection amy", "new_message amy 1"], slow.Events);
        Assert.Equal(1, test.Counters.Late);
    }

    [Fact]
    public void A_congested_backend_is_asked_after_others()
    {
        TestBoard test = new();
        FakeBackend slow = test.Join();
        FakeBackend other = test.Join();
        slow.Congest(true);
        for (int i = 0; i < 4; i++)
        {
            test.Ask();
        }

        Assert.Equal((0, 4), (slow.Questions.Count(), other.Questions.Count()));
    }

    [Fact]
    public void The_board_is_behind_while_one_of_its_shards_is()
    {
        TestBoard test = new();
        Assert.False(test.Board.IsBehind);
        test.Shards[1].Behind = true;
        Assert.True(test.Board.IsBehind);
    }

    private static int SayUnlessHeld(TestBoard test, Session[] sessions, string message)
    {
        int said = 0;
        foreach (Session session in sessions)
        {
            if (session.HeldBy is null)
            {
                test.Say(session, message);
                said++;
            }
        }

        return said;
    }
}
