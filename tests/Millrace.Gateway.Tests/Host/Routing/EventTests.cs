using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host.Routing;

public sealed class EventTests
{
    [Fact]
    public void A_clients_events_all_go_to_the_backend_that_accepted_it_in_order()
    {
        TestBoard test = new();
        FakeBackend one = test.Join();
        FakeBackend two = test.Join();
        Session amy = test.Connect("amy");
        Session ben = test.Connect("ben");

        test.Say(amy, "1");
        test.Say(ben, "2");
        test.Say(amy, "3");
        test.Gone(amy);
        test.Gone(amy);

        Assert.Equal(["new_connection amy", "new_message amy 1", "new_message amy 3", "disconnected amy"], one.Events);
        Assert.Equal(["new_connection ben", "new_message ben 2"], two.Events);
        Assert.Equal([2, 3, 0, 1, 0], test.Counters.Events);
    }

    [Fact]
    public void Events_of_a_plain_backend_look_as_they_always_did()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session amy = test.Connect("amy");

        test.Say(amy, "hello \"you\"");

        FakeBackend.Line line = backend.Lines[^1];
        Assert.Equal(
            "{\"request_id\":\"" + line.RequestId + "\"," +
            """
            "action":"new_message","params":{"message":"hello \"you\"","context":{"client_id":"amy","room_id":"lobby","metadata":{"accepted":true,"client_id":"amy","room_id":"lobby" }}}}
            """,
            line.Text);
        Assert.Equal(backend.Lines.Count, backend.Lines.Select(each => each.RequestId).Distinct().Count());
    }

    [Fact]
    public void The_clients_of_a_backend_that_leaves_go_to_others_and_stay_there()
    {
        TestBoard test = new();
        FakeBackend one = test.Join();
        Session[] sessions = [.. Enumerable.Range(0, 4).Select(i => test.Connect($"c{i}"))];
        FakeBackend two = test.Join();
        FakeBackend three = test.Join();

        test.Leave(one);
        Array.ForEach(sessions, session => test.Say(session, "a"));
        Array.ForEach(sessions, session => test.Say(session, "b"));

        Assert.Equal(["new_message c0 a", "new_message c2 a", "new_message c0 b", "new_message c2 b"], two.Events);
        Assert.Equal(["new_message c1 a", "new_message c3 a", "new_message c1 b", "new_message c3 b"], three.Events);
        Assert.Equal([2, 2], test.View.Backends().Select(row => row.Clients));
    }

    [Fact]
    public void Without_a_backend_events_wait_and_go_out_before_newer_ones()
    {
        TestBoard test = new();
        FakeBackend first = test.Join();
        Session amy = test.Connect("amy");
        Session ben = test.Connect("ben");
        test.Leave(first);
        test.Say(amy, "1");
        test.Gone(ben);
        test.Say(amy, "2");
        Assert.Equal(3, test.View.Totals.Queued);

        FakeBackend second = test.Join();
        test.Say(amy, "3");

        Assert.Equal(["new_message amy 1", "disconnected ben", "new_message amy 2", "new_message amy 3"], second.Events);
        Assert.Equal((3, 0), (test.Counters.Queued, test.View.Totals.Queued));
        Assert.DoesNotContain(second.Lines, line => line.IsRedelivered || line.Sequence > 0);
    }

    [Fact]
    public void A_full_queue_drops_the_oldest_and_counts_it()
    {
        TestBoard test = new(new SwitchboardOptions { QueueSize = 3 });
        FakeBackend first = test.Join();
        Session amy = test.Connect("amy");
        test.Leave(first);
        for (int i = 0; i < 10; i++)
        {
            test.Say(amy, $"{i}");
        }

        FakeBackend second = test.Join();

        Assert.Equal(["new_message amy 7", "new_message amy 8", "new_message amy 9"], second.Events);
        Assert.Equal(7, test.Counters.QueueDropped);
    }

    [Fact]
    public void A_queue_is_bounded_in_bytes_too()
    {
        TestBoard test = new(new SwitchboardOptions { MaxQueueBytes = 10_000 });
        FakeBackend first = test.Join();
        Session amy = test.Connect("amy");
        test.Leave(first);
        for (int i = 0; i < 10; i++)
        {
            test.Say(amy, new string((char)('0' + i), 3000));
        }

        FakeBackend second = test.Join();

        Assert.Equal(["7", "8", "9"], second.Lines.Select(line => line.Message[..1]));
        Assert.Equal(7, test.Counters.QueueDropped);
    }

    [Fact]
    public void A_queue_of_size_zero_keeps_nothing()
    {
        TestBoard test = new(new SwitchboardOptions { QueueSize = 0 });
        FakeBackend first = test.Join();
        Session amy = test.Connect("amy");
        test.Leave(first);
        test.Say(amy, "lost");

        Assert.Empty(test.Join().Lines);
        Assert.Equal((0, 1), (test.Counters.Queued, test.Counters.QueueDropped));
    }

    [Fact]
    public void Clients_that_were_never_let_in_do_not_drive_what_others_said_out_of_the_queue()
    {
        TestBoard test = new(new SwitchboardOptions { QueueSize = 100 });
        FakeBackend first = test.Join();
        Session amy = test.Connect("amy");
        test.Leave(first);
        test.Say(amy, "kept");
        for (int i = 0; i < 500; i++)
        {
            test.Ask();
        }

        test.Pass(1);
        FakeBackend second = test.Join();

        Assert.Equal("new_message amy kept", second.Events.First());
        Assert.Equal(25, second.Events.Count(line => line.StartsWith("error", StringComparison.Ordinal)));
        Assert.Equal(475, test.Counters.QueueDropped);
    }

    [Fact]
    public void Binary_messages_go_as_base64_to_a_backend_that_agreed_and_as_text_to_others()
    {
        byte[] message = [0x61, 0xFF, 0x00, 0xE2, 0x82, 0xAC];
        TestBoard test = new();
        FakeBackend plain = test.Join();
        Session amy = test.Connect("amy");
        test.Board.Message(amy, WebSocketMessageKind.Binary, message);
        test.Leave(plain);
        test.Board.Message(amy, WebSocketMessageKind.Binary, message);
        FakeBackend binary = test.Join(new BackendAgreement(SaidHello: true, Acknowledges: true, Binary: true));
        test.Leave(binary);
        FakeBackend next = test.Join();

        Assert.Equal("a\uFFFD\0€", plain.Lines[^1].Message);
        Assert.Equal(Convert.ToBase64String(message), binary.Lines[^1].Message);
        Assert.True(binary.Lines[^1].Params.GetProperty("binary").GetBoolean());
        Assert.Equal("a\uFFFD\0€", next.Lines[^1].Message);
        Assert.False(next.Lines[^1].Params.TryGetProperty("binary", out _));
    }

    [Fact]
    public void What_a_plain_backend_may_have_missed_is_counted_since_the_last_question_that_it_answered()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session amy = test.Connect("amy");
        test.Say(amy, "read for certain");
        Session ben = test.Ask();
        test.Say(amy, "behind the question: 1");
        test.Accept(ben);
        test.Say(amy, "2");

        test.Leave(backend);

        Assert.Equal(2, test.Counters.Indefinite);
        Assert.Equal((0, 0), (test.Counters.Redelivered, test.View.Totals.Queued));
    }

    [Fact]
    public void Messages_of_a_client_that_has_ended_are_counted_and_go_nowhere()
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        Session old = test.Connect("amy");
        test.Connect("amy");

        test.Say(old, "too late");

        Assert.Equal(["new_connection amy", "disconnected amy", "new_connection amy"], backend.Events);
        Assert.Equal(1, test.Counters.Late);
    }
}
