using System.Collections.Concurrent;
using System.Text.Json;
using Millrace.Gateway.Client;
using Millrace.Testing;
using static Millrace.Gateway.Tests.Client.ScriptedConnection;

namespace Millrace.Gateway.Tests.Client;

public sealed class OrderTests : IAsyncDisposable
{
    private readonly ScriptedGateway _gateway = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentQueue<string> _handled = new();

    [Fact(Timeout = 120_000)]
    public async Task Slow_handler_holds_up_its_own_client_and_nobody_else()
    {
        await using RunningBackend backend = Slow("a1");
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(Message(1, "a", "a1"), Message(2, "a", "a2"), Message(3, "b", "b1"), Message(4, "a", "a3"), Message(5, "b", "b2"));
        Assert.Equal("b1", await connection.ReadMessageAsync());
        Assert.Equal("b2", await connection.ReadMessageAsync());
        _gates["a1"].SetResult();

        Assert.Equal("a1", await connection.ReadMessageAsync());
        Assert.Equal("a2", await connection.ReadMessageAsync());
        Assert.Equal("a3", await connection.ReadMessageAsync());
        await connection.ReadAckAsync(5);
    }

    [Fact(Timeout = 120_000)]
    public async Task Acknowledged_is_only_up_to_the_lowest_event_whose_handler_runs()
    {
        await using RunningBackend backend = Slow("b1");
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(Message(1, "a", "a1"), Message(2, "b", "b1"), Message(3, "c", "c1"));
        Assert.Equal("a1", await connection.ReadMessageAsync());
        Assert.Equal("c1", await connection.ReadMessageAsync());
        await connection.ReadAckAsync(1);
        await connection.SendAsync(Message(4, "c", "c2"));
        Assert.Equal("c2", await connection.ReadMessageAsync());
        _gates["b1"].SetResult();

        Assert.Equal("b1", await connection.ReadMessageAsync());
        await connection.ReadAckAsync(4);
    }

    [Fact(Timeout = 120_000)]
    public async Task Client_that_comes_again_under_its_id_begins_anew_behind_its_last_events()
    {
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningBackend backend = new(_gateway, handle: it =>
        {
            it.OnConnected = (client, _) =>
            {
                _handled.Enqueue($"connected {client.State ?? "new"}");
                client.State = "known";
                return default;
            };
            it.OnMessage = async (client, message, stop) =>
            {
                string text = message.Text;
                await (text == "slow" ? gate.Task.WaitAsync(stop) : Task.CompletedTask);
                _handled.Enqueue($"{text} {client.State}");
            };
            it.OnDisconnected = (client, _) =>
            {
                _handled.Enqueue($"disconnected {client.State}");
                return default;
            };
        });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(About("new_connection", 1, "a"), Message(2, "a", "slow"), About("disconnected", 3, "a"), About("new_connection", 4, "a"), Message(5, "a", "again"));
        await connection.ReadAckAsync(1);
        gate.SetResult();
        await connection.ReadAckAsync(5);
        await connection.SendAsync(About("disconnected", 6, "a"), About("new_connection", 7, "a"));
        await connection.ReadAckAsync(7);

        Assert.Equal(["connected new", "slow known", "disconnected known", "connected new", "again known", "disconnected known", "connected new"], _handled);
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_of_one_client_keep_their_order_over_every_way_of_waiting()
    {
        const int Each = 500;
        await using RunningBackend backend = new(_gateway, handle: it => it.OnMessage = async (client, message, stop) =>
        {
            string text = message.Text;
            if (int.Parse(text, null) % 3 == 0)
            {
                await Task.Yield();
            }

            await client.SendAsync(text, stop);
        });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        string[] lines = [.. Enumerable.Range(0, Each * 4).Select(n => Message(n + 1, "client" + (n % 4), (n / 4).ToString(null, null)))];
        Task sending = connection.SendAsync(lines);
        Dictionary<string, int> next = [];
        for (int n = 0; n < lines.Length; n++)
        {
            JsonElement answer = await connection.ReadAsync("message_to_connection");
            string client = answer.GetProperty("conn_id").GetString()!;
            int expected = next.GetValueOrDefault(client);
            Assert.Equal(expected.ToString(null, null), answer.GetProperty("message").GetString());
            next[client] = expected + 1;
        }

        await sending;
        Assert.All(next.Values, count => Assert.Equal(Each, count));
        Assert.Empty(backend.Errors);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(2, 1000)]
    [InlineData(1000, 2)]
    public async Task Events_wait_while_handlers_or_queued_events_are_too_many(int handlers, int queued)
    {
        await using RunningBackend backend = Slow("1", options => options with { MaxConcurrentHandlers = handlers, MaxQueuedEvents = queued, Acknowledge = false }, alsoSlow: "2");
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        // Two handlers wait, or two events wait behind one; what comes then is not handled although its client is free.
        await connection.SendAsync(handlers == 2
            ? [PlainMessage("a", "1"), PlainMessage("b", "2"), PlainMessage("c", "free")]
            : [PlainMessage("a", "1"), PlainMessage("a", "x"), PlainMessage("a", "y"), PlainMessage("c", "free")]);
        await Eventually.TrueAsync(() => _gates.ContainsKey(handlers == 2 ? "2" : "1"), "the handlers that wait");
        await connection.SendAsync("""{"request_id":"heartbeat","action":"heartbeat","params":{}}""");
        Assert.Empty(_handled);
        _gates["1"].SetResult();

        List<string?> answers = [];
        while (!answers.Contains("free"))
        {
            JsonElement line = await connection.ReadAsync() ?? default;
            if (line.GetProperty("action").GetString() == "message_to_connection")
            {
                answers.Add(line.GetProperty("params").GetProperty("message").GetString());
            }
        }

        Assert.Equal("1", answers[0]);
        if (handlers == 2)
        {
            _gates["2"].SetResult();
        }
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    // Echoes; the messages named wait until their gate is opened.
    private RunningBackend Slow(string slow, Func<GatewayBackendOptions, GatewayBackendOptions>? change = null, string? alsoSlow = null) =>
        new(_gateway, change, it => it.OnMessage = async (client, message, stop) =>
        {
            string text = message.Text;
            if (text == slow || text == alsoSlow)
            {
                TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _gates[text] = gate;
                await gate.Task.WaitAsync(stop);
            }

            _handled.Enqueue(text);
            await client.SendAsync(text, stop);
        });
}
