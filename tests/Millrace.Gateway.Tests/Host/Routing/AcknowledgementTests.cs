using Millrace.Gateway.Host.Routing;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class AcknowledgementTests
{
    [Fact]
    public void Events_to_a_backend_that_acknowledges_are_numbered_from_one_and_questions_are_not()
    {
        TestBoard test = new();
        FakeBackend backend = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        test.Say(amy, "a");
        test.Ask();

        Assert.Equal([0, 1, 2, 0], backend.Lines.Select(line => line.Sequence));
        Assert.Equal(2, test.View.Backends()[0].Unacknowledged);
    }

    [Fact]
    public void What_was_not_acknowledged_is_delivered_again_in_order_before_newer_events()
    {
        TestBoard test = new();
        FakeBackend one = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        Session ben = test.Connect("ben");
        for (int i = 1; i <= 3; i++)
        {
            test.Say(amy, $"{i}");
            test.Say(ben, $"{i}");
        }

        test.Act(one, """{"request_id":"x","action":"ack","params":{"seq":4}}""");
        test.Gone(ben);
        FakeBackend two = test.JoinAcknowledging();
        test.Leave(one);
        test.Say(amy, "4");

        Assert.Equal(
            ["new_message amy 2", "new_message ben 2", "new_message amy 3", "new_message ben 3", "disconnected ben", "new_message amy 4"], two.Events);
        Assert.Equal([1, 2, 3, 4, 5, 6], two.Lines.Select(line => line.Sequence));
        Assert.Equal([true, true, true, true, true, false], two.Lines.Select(line => line.IsRedelivered));
        Assert.Equal((5, 0), (test.Counters.Redelivered, test.Counters.Indefinite));
    }

    [Fact]
    public void What_was_not_acknowledged_waits_in_front_of_the_queue_and_is_not_driven_out_of_it()
    {
        TestBoard test = new(new SwitchboardOptions { QueueSize = 2 });
        FakeBackend one = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        for (int i = 1; i <= 5; i++)
        {
            test.Say(amy, $"{i}");
        }

        test.Leave(one);
        for (int i = 6; i <= 9; i++)
        {
            test.Say(amy, $"{i}");
        }

        FakeBackend two = test.JoinAcknowledging();

        Assert.Equal(
            ["new_connection amy", "new_message amy 1", "new_message amy 2", "new_message amy 3", "new_message amy 4", "new_message amy 5",
                "new_message amy 8", "new_message amy 9"],
            two.Events);
        Assert.Equal(6, two.Lines.Count(line => line.IsRedelivered));
        Assert.Equal(2, test.Counters.QueueDropped);
    }

    [Fact]
    public void A_backend_that_did_not_say_hello_gets_what_another_did_not_acknowledge_without_extra_fields()
    {
        TestBoard test = new();
        FakeBackend one = test.JoinAcknowledging();
        test.Connect("amy");
        FakeBackend two = test.Join();

        test.Leave(one);

        FakeBackend.Line line = Assert.Single(two.Lines);
        Assert.Equal("new_connection amy", line.Short);
        Assert.DoesNotContain("redelivered", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("seq", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_clients_of_a_redelivery_are_spread_and_each_keeps_its_order()
    {
        TestBoard test = new();
        FakeBackend one = test.JoinAcknowledging();
        Session[] sessions = [.. Enumerable.Range(0, 6).Select(i => test.Connect($"c{i}"))];
        FakeBackend[] others = [test.JoinAcknowledging(), test.JoinAcknowledging()];
        for (int i = 0; i < 5; i++)
        {
            Array.ForEach(sessions, session => test.Say(session, $"{i}"));
        }

        test.Leave(one);
        Array.ForEach(sessions, session => test.Say(session, "5"));

        Assert.Equal([3, 3], test.View.Backends().Select(row => row.Clients));
        foreach (Session session in sessions)
        {
            FakeBackend owner = Assert.Single(others, backend => backend.Lines.Exists(line => line.ClientId == session.Id));
            Assert.Equal(
                ["", "0", "1", "2", "3", "4", "5"], owner.Lines.Where(line => line.ClientId == session.Id).Select(line => line.Message));
        }
    }

    [Fact]
    public void Acknowledging_twice_is_nothing_and_acknowledging_the_future_is_a_problem()
    {
        TestBoard test = new();
        FakeBackend backend = test.JoinAcknowledging();
        test.Connect("amy");
        const string Ack = """{"request_id":"x","action":"ack","params":{"seq":1}}""";

        test.Act(backend, Ack);
        test.Act(backend, Ack);
        Assert.Empty(backend.Problems);
        test.Act(backend, """{"request_id":"y","action":"ack","params":{"seq":2}}""");

        FakeBackend.Line problem = Assert.Single(backend.Problems);
        Assert.Equal(("y", "ack"), (problem.RequestId, problem.Params.GetProperty("action").GetString()));
        Assert.Equal(1, test.Counters.Problems[(int)ActionProblem.UnknownEvent]);
    }

    [Fact]
    public void A_full_window_holds_the_clients_that_speak_until_something_is_acknowledged()
    {
        TestBoard test = new(new SwitchboardOptions { MaxUnacknowledgedEvents = 3 });
        FakeBackend backend = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        Session ben = test.Connect("ben");
        Assert.Empty(test.Shards[0].Held);

        test.Say(amy, "1");
        Assert.Equal([amy], test.Shards[0].Held);
        test.Say(amy, "already on the way");
        test.Say(ben, "2");
        Assert.Equal(2, test.Shards[0].Held.Count);
        Assert.Equal(2, test.Counters.Holds);

        test.Act(backend, """{"request_id":"x","action":"ack","params":{"seq":2}}""");
        Assert.Equal(2, test.Shards[0].Held.Count);
        test.Act(backend, """{"request_id":"x","action":"ack","params":{"seq":3}}""");
        Assert.Empty(test.Shards[0].Held);
        Assert.Equal(0, test.View.Backends()[0].Held);
    }

    [Fact]
    public void A_window_is_bounded_in_bytes_too()
    {
        TestBoard test = new(new SwitchboardOptions { MaxUnacknowledgedBytes = 10_000 });
        test.JoinAcknowledging();
        Session amy = test.Connect("amy");

        test.Say(amy, new string('a', 9_000));
        Assert.Empty(test.Shards[0].Held);
        test.Say(amy, new string('a', 1_000));
        Assert.Equal([amy], test.Shards[0].Held);
    }

    [Fact]
    public void A_backend_with_a_full_window_is_asked_nothing_until_it_acknowledges()
    {
        TestBoard test = new(new SwitchboardOptions { MaxUnacknowledgedEvents = 1 });
        FakeBackend backend = test.JoinAcknowledging();
        test.Connect("amy");
        Session waits = test.Ask();
        Assert.Single(backend.Questions);
        test.Act(backend, """{"request_id":"x","action":"ack","params":{"seq":1}}""");
        Assert.Equal(2, backend.Questions.Count());
        test.Accept(waits);
        test.Board.Opened(waits);

        Session refused = test.Ask();
        test.Pass(1);
        ConnectionAnswer answer = Assert.Single(test.AnswersTo(refused));
        Assert.Equal((503, "Every backend is busy.", true), (answer.Status, answer.Reason, answer.IsBusy));
        Assert.Equal(1, test.Counters.Busy);
        Assert.DoesNotContain(backend.Lines, line => line.Action == "error");
    }

    [Fact]
    public void An_event_that_ends_every_backend_is_dropped_at_last_and_what_was_behind_it_is_not()
    {
        TestBoard test = new();
        FakeBackend backend = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        test.Act(backend, """{"request_id":"x","action":"ack","params":{"seq":1}}""");
        test.Say(amy, "poison");
        test.Say(amy, "1");
        test.Say(amy, "2");
        for (int life = 2; life <= 4; life++)
        {
            test.Leave(backend);
            backend = test.JoinAcknowledging();
            Assert.Equal(["new_message amy poison", "new_message amy 1", "new_message amy 2"], backend.Events);
        }

        test.Leave(backend);
        Assert.Equal((1, 2), (test.Counters.Poisoned, test.View.Totals.Queued));
        backend = test.JoinAcknowledging();

        Assert.Equal(["new_message amy 1", "new_message amy 2"], backend.Events);
        test.Act(backend, """{"request_id":"x","action":"ack","params":{"seq":2}}""");
        test.Leave(backend);
        Assert.Equal((1, 0), (test.Counters.Poisoned, test.View.Totals.Queued));
    }

    [Fact]
    public void A_poisonous_event_is_found_while_other_backends_are_there_and_where_acknowledgements_come_in_bundles()
    {
        TestBoard test = new();
        FakeBackend backend = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        test.Say(amy, "innocent");
        test.Say(amy, "poison");
        test.Say(amy, "1");
        for (int crash = 0; backend.Events.Contains("new_message amy poison"); crash++)
        {
            Assert.InRange(crash, 0, 6);
            FakeBackend next = test.JoinAcknowledging();
            test.Leave(backend);
            backend = next;
        }

        Assert.Equal(["new_message amy 1"], backend.Events);
        Assert.Equal(3, test.Counters.Poisoned);
    }

    [Fact]
    public void However_many_events_were_not_acknowledged_none_is_dropped_while_their_bytes_fit()
    {
        TestBoard test = new(new SwitchboardOptions { MaxUnacknowledgedEvents = 10, QueueSize = 50 });
        FakeBackend[] backends = [.. Enumerable.Range(0, 6).Select(_ => test.JoinAcknowledging())];
        Session[] sessions = [.. Enumerable.Range(0, 6).Select(i => test.Connect($"c{i}"))];
        for (int i = 0; i < 9; i++)
        {
            Array.ForEach(sessions, session => test.Say(session, $"{i}"));
        }

        foreach (FakeBackend backend in backends.Reverse())
        {
            test.Leave(backend);
        }

        Assert.Equal((60, 0, 0), (test.View.Totals.Queued, test.Counters.QueueDropped, test.Counters.PromisedDropped));
        Assert.Equal(60, test.JoinAcknowledging().Events.Count());
    }

    [Fact]
    public void Unacknowledged_events_beyond_their_bytes_are_dropped_oldest_first_and_counted_apart()
    {
        TestBoard test = new(new SwitchboardOptions { MaxPromisedBytes = 3000 });
        FakeBackend one = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        for (int i = 0; i < 5; i++)
        {
            test.Say(amy, new string((char)('a' + i), 900));
        }

        test.Leave(one);
        FakeBackend two = test.JoinAcknowledging();

        Assert.Equal(["c", "d", "e"], two.Lines.Select(line => line.Message[..1]));
        Assert.Equal((3, 0), (test.Counters.PromisedDropped, test.Counters.QueueDropped));
    }

    [Fact]
    public void A_backend_that_acknowledges_one_event_now_and_then_does_not_starve_its_clients_for_ever()
    {
        TestBoard test = new(new SwitchboardOptions { MaxUnacknowledgedEvents = 10 });
        FakeBackend backend = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        int acknowledged = 0;
        for (int second = 0; second < 62 && backend.ClosedFor is null; second++)
        {
            while (amy.HeldBy is null)
            {
                test.Say(amy, "x");
            }

            test.Pass(1);
            if (second % 29 == 28)
            {
                test.Act(backend, "{\"request_id\":\"x\",\"action\":\"ack\",\"params\":{\"seq\":" + ++acknowledged + "}}");
            }
        }

        Assert.Equal((2, "It acknowledges too slowly."), (acknowledged, backend.ClosedFor));
    }

    [Fact]
    public void A_backend_that_works_off_half_its_window_in_time_is_kept_however_long_the_window_is_full()
    {
        TestBoard test = new(new SwitchboardOptions { MaxUnacknowledgedEvents = 10 });
        FakeBackend backend = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        for (int i = 1; i <= 60; i++)
        {
            while (amy.HeldBy is null)
            {
                test.Say(amy, "x");
            }

            test.Pass(10);
            test.Act(backend, "{\"request_id\":\"x\",\"action\":\"ack\",\"params\":{\"seq\":" + i + "}}");
        }

        Assert.Null(backend.ClosedFor);
    }

    [Fact]
    public void A_backend_that_acknowledges_nothing_with_a_full_window_is_closed()
    {
        TestBoard test = new(new SwitchboardOptions { MaxUnacknowledgedEvents = 2 });
        FakeBackend backend = test.JoinAcknowledging();
        Session amy = test.Connect("amy");
        test.Say(amy, "1");
        test.Pass(29);
        test.Act(backend, """{"request_id":"x","action":"ack","params":{"seq":1}}""");
        test.Say(amy, "2");
        test.Pass(29);
        Assert.Null(backend.ClosedFor);

        test.Pass(2);
        Assert.Equal("It acknowledges nothing.", backend.ClosedFor);
    }
}
