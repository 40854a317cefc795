using Millrace.Gateway.Host.Routing;
using static Millrace.Gateway.Tests.Host.Routing.RecoverySteps;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class RecoveryBoundsTests
{
    [Fact]
    public void What_one_client_and_all_together_keep_is_bounded_in_bytes_and_shared()
    {
        TestBoard test = new(Options with { RecoveryBytes = 1000, RecoveryTotalBytes = 2500 });
        FakeBackend backend = test.Join();
        Session[] sessions = [.. Enumerable.Range(0, 10).Select(i => Connect(test, $"c{i}"))];
        for (int i = 0; i < 5; i++)
        {
            TellRoom(test, backend, new string('x', 300));
        }

        Assert.All(sessions, session => Assert.Equal((3, 900), (session.History!.Count, session.History.Bytes)));
        Assert.Equal(900, test.Board.Recovery.Bytes);
        for (int i = 0; i < 10; i++)
        {
            test.Act(
                backend,
                "{\"request_id\":\"x\",\"action\":\"message_to_connection\",\"params\":{\"conn_id\":\"c" + i + "\",\"message\":\"" + new string('y', 900) + "\"}}");
        }

        Assert.InRange(test.Board.Recovery.Bytes, 1, 2500);
        Array.ForEach(sessions, session => test.Gone(session));
        Assert.Equal(0, test.Board.Recovery.Bytes);
    }

    [Fact]
    public void When_all_together_keep_too_much_those_away_longest_are_given_up_first()
    {
        TestBoard test = new(Options with { RecoveryTotalBytes = 2500 });
        FakeBackend backend = test.Join();
        Session[] sessions = [Connect(test, "a"), Connect(test, "b"), Connect(test, "amy")];
        string[] tokens = [.. sessions.Select(session => Hello(session).Token)];
        foreach (Session away in sessions[..2])
        {
            test.Act(
                backend,
                "{\"request_id\":\"x\",\"action\":\"message_to_connection\",\"params\":{\"conn_id\":\"" + away.Id + "\",\"message\":\"" + new string('y', 900) + "\"}}");
            test.Gone(away, isLost: true);
        }

        Tell(test, backend, new string('z', 900));

        Assert.Equal(1800, test.Board.Recovery.Bytes);
        Assert.Equal((1, 2), (test.Counters.RecoveryEvicted, test.View.Totals.Detached));
        test.Pass(0.1);
        Assert.Equal(["new_connection a", "new_connection b", "new_connection amy", "disconnected a"], backend.Events);
        Session b = Return(test, tokens[1], 0);
        Assert.Equal([new string('y', 900)], TestBoard.Inbox(b).Skip(1));
        Assert.False(Hello(Return(test, tokens[0], 0)).IsRecovered);
    }

    [Fact]
    public void When_nobody_is_away_the_largest_histories_give_and_small_ones_stay_whole()
    {
        TestBoard test = new(Options with { RecoveryTotalBytes = 10_000 });
        FakeBackend backend = test.Join();
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"c{i}")];
        Session[] small = [.. ids.Select(id => Connect(test, id))];
        Session amy = Connect(test, "amy");
        foreach (string id in ids)
        {
            test.Act(backend, "{\"request_id\":\"x\",\"action\":\"message_to_connection\",\"params\":{\"conn_id\":\"" + id + "\",\"message\":\"" + new string('y', 100) + "\"}}");
        }

        for (int i = 0; i < 9; i++)
        {
            Tell(test, backend, new string('z', 1000));
        }

        Assert.All(small, session => Assert.Equal(100, session.History!.Bytes));
        Assert.Equal(2000 + amy.History!.Bytes, test.Board.Recovery.Bytes);
        Assert.InRange(amy.History.Bytes, 3000, 6000);

        test.Act(backend, """{"request_id":"x","action":"message_to_connection","params":{"conn_id":"c0","message":"newest"}}""");
        Assert.Equal(2, small[0].History!.Count);
    }

    [Fact]
    public void Only_so_many_are_waited_for_and_the_one_that_waits_longest_is_given_up()
    {
        TestBoard test = new(Options with { MaxDetached = 2 });
        FakeBackend backend = test.Join();
        foreach (Session session in Enumerable.Range(0, 3).Select(i => Connect(test, $"c{i}")).ToList())
        {
            test.Gone(session, isLost: true);
        }

        Assert.Equal(["new_connection c0", "new_connection c1", "new_connection c2", "disconnected c0"], backend.Events);
        Assert.Equal(2, test.View.Totals.Detached);
    }
}
