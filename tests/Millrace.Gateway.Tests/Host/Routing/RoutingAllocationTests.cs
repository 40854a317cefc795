using System.Text;
using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Wire;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host.Routing;

/// <summary>What every message passes through allocates nothing, once buffers have their size.</summary>
public sealed class RoutingAllocationTests
{
    private const int Messages = 10_000;

    [Theory]
    [InlineData(false, WebSocketMessageKind.Text)]
    [InlineData(false, WebSocketMessageKind.Binary)]
    [InlineData(true, WebSocketMessageKind.Text)]
    [InlineData(true, WebSocketMessageKind.Binary)]
    public void A_message_to_a_backend_allocates_nothing(bool acknowledges, WebSocketMessageKind kind)
    {
        TestBoard test = new();
        FakeBackend backend = test.Join(acknowledges ? new BackendAgreement(true, true, true) : BackendAgreement.Plain);
        Session amy = test.Connect("amy");
        backend.IsSilent = true;
        byte[] payload = Encoding.UTF8.GetBytes("a message of ordinary length, with a \"quote\" in it");
        byte[][] acks = [.. Enumerable.Range(1, (2 * Messages) / 100).Select(i =>
            Encoding.UTF8.GetBytes("{\"request_id\":\"x\",\"action\":\"ack\",\"params\":{\"seq\":" + (i * 100) + "}}"))];
        BackendAction action = new();
        Turn(0, Messages);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Turn(Messages, 2 * Messages);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(2 * Messages, test.Counters.Events[(int)(kind == WebSocketMessageKind.Text ? EventKind.Text : EventKind.Binary)]);
        Assert.True(backend.SilentBytes > 2L * Messages * payload.Length);
        Assert.True(test.View.Backends()[0].Unacknowledged <= 101);

        void Turn(int from, int to)
        {
            for (int i = from; i < to; i++)
            {
                test.Board.Message(amy, kind, payload);
                if (acknowledges && i % 100 == 99)
                {
                    BackendActionParser.TryParse(acks[i / 100], action, out _);
                    test.Board.Act(backend, action, test.Now);
                }
            }
        }
    }

    [Theory]
    [InlineData("""{"request_id":"x","action":"message_to_connection","params":{"conn_id":"amy","message":"an ordinary message"}}""", 1)]
    [InlineData("""{"request_id":"x","action":"message_to_room","params":{"room_id":"lobby","message":"an ordinary message"}}""", 2)]
    public void A_message_to_clients_allocates_nothing(string line, int calls)
    {
        TestBoard test = new();
        FakeBackend backend = test.Join();
        test.Connect("amy", shard: 0);
        test.Connect("ben", shard: 1);
        test.Shards[0].IsSilent = test.Shards[1].IsSilent = true;
        byte[] utf8 = Encoding.UTF8.GetBytes(line);
        BackendAction action = new();
        Turn();

        long before = GC.GetAllocatedBytesForCurrentThread();
        Turn();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(2L * Messages * calls, test.Shards[0].SilentCalls + test.Shards[1].SilentCalls);

        void Turn()
        {
            for (int i = 0; i < Messages; i++)
            {
                BackendActionParser.TryParse(utf8, action, out _);
                test.Board.Act(backend, action, test.Now);
            }
        }
    }
}
