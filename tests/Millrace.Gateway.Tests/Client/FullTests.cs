using System.Collections.Concurrent;
using System.Text.Json;
using Millrace.Gateway.Client;
using Millrace.Testing;
using static Millrace.Gateway.Tests.Client.ScriptedConnection;

namespace Millrace.Gateway.Tests.Client;

/// <summary>What still works while handlers are too many.</summary>
public sealed class FullTests : IAsyncDisposable
{
    private const string Heartbeat = """{"request_id":"heartbeat","action":"heartbeat","params":{}}""";
    private readonly ScriptedGateway _gateway = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _begun = new();

    [Fact(Timeout = 120_000)]
    public async Task Only_handler_gets_the_answer_to_its_question()
    {
        await using RunningBackend backend = new(_gateway, options => options with { MaxConcurrentHandlers = 1 }, it => it.OnMessage = async (client, message, stop) =>
            await client.SendAsync($"{await it.CountRoomAsync("lobby", stop)}", stop));
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(Message(1, "a", "x"), Message(2, "b", "y"));
        for (int members = 7; members < 9; members++)
        {
            JsonElement question = await connection.ReadPastAcksAsync();
            await connection.SendAsync($$$"""{"request_id":"{{{question.GetProperty("request_id").GetString()}}}","action":"room_info","params":{"room_id":"lobby","members":{{{members}}}}}""");
            Assert.Equal(members.ToString(null, null), await connection.ReadMessageAsync());
        }

        await connection.ReadAckAsync(2);
        Assert.Empty(backend.Errors);
    }

    [Fact(Timeout = 120_000)]
    public async Task Heartbeats_are_answered_and_events_handled_in_order_afterwards()
    {
        await using RunningBackend backend = Slow(options => options with { MaxConcurrentHandlers = 1 });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(Message(1, "a", "slow"), Message(2, "b", "b1"), Message(3, "a", "a2"), Message(4, "b", "b2"));
        await Eventually.TrueAsync(() => !_begun.IsEmpty, "the first handler");
        await connection.SendAsync(Heartbeat);
        await connection.ReadAsync("heartbeat");
        Assert.Equal(["slow"], _begun);
        _gate.SetResult();

        await connection.ReadAckAsync(4);
        Assert.Equal(["slow", "b1", "a2", "b2"], _begun);
        Assert.Empty(backend.Errors);
    }

    [Fact(Timeout = 120_000)]
    public async Task Connection_is_not_read_while_more_bytes_wait_than_may_and_nothing_is_lost()
    {
        await using RunningBackend backend = Slow(options => options with { MaxConcurrentHandlers = 1, MaxQueuedBytes = 64 * 1024 });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();
        string large = new('x', 20_000);

        Task sending = connection.SendAsync([Message(1, "a", "slow"), .. Enumerable.Range(2, 5).Select(n => Message(n, "b", large)), Heartbeat, .. Enumerable.Range(7, 1000).Select(n => Message(n, "b", large))]);
        await Eventually.TrueAsync(() => !_begun.IsEmpty, "the first handler");
        Task<JsonElement?> first = connection.ReadAsync();
        Assert.False(sending.IsCompleted);
        _gate.SetResult();
        await sending;

        JsonElement line = await first ?? default;
        Assert.NotEqual("heartbeat", line.GetProperty("action").GetString());
        while (line.GetProperty("action").GetString() != "ack" || line.GetProperty("params").GetProperty("seq").GetInt64() < 1006)
        {
            line = await connection.ReadAsync() ?? default;
        }

        Assert.Equal(1006, _begun.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task Handlers_that_wait_to_send_end_with_their_gateway_and_the_seat_is_taken_again()
    {
        // A clock that stands still: nobody is saved by a time limit.
        FakeTime time = new();
        string large = new('x', 32 * 1024);
        await using RunningBackend backend = new(_gateway, options => options with { Time = time, MaxSendQueueBytes = 64 * 1024, MaxConcurrentHandlers = 2, MaxQueuedBytes = 64 * 1024 }, it => it.OnMessage = async (client, message, stop) =>
        {
            _begun.Enqueue(message.Text);
            while (true)
            {
                await it.BroadcastAsync(large, stop);
                await Task.Yield();
            }
        });
        ScriptedConnection first = await _gateway.WelcomeAsync();

        // Too much waits on both sides: nothing is read, and nothing can be sent.
        Task sending = first.SendAsync([.. Enumerable.Range(1, 1000).Select(n => Message(n, $"c{n}", large))]);
        await Eventually.TrueAsync(() => _begun.Count == 2, "two handlers that wait");
        Assert.False(sending.IsCompleted);
        await first.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);

        await Eventually.TrueAsync(() => backend.Errors.Any(error => error.Kind == BackendErrorKind.ConnectionLost) && time.PendingTimers == 1, "the wait for the next attempt");
        time.Advance(TimeSpan.FromSeconds(1));
        await using ScriptedConnection second = await _gateway.WelcomeAsync();
        Assert.DoesNotContain(backend.Errors, error => error.Kind == BackendErrorKind.HandlerFailed);
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_of_a_plain_gateway_that_wait_when_it_goes_are_handled()
    {
        await using RunningBackend backend = Slow(options => options with { MaxConcurrentHandlers = 1 });
        ScriptedConnection connection = await _gateway.AcceptAsync();
        await connection.ReadAsync("hello");
        await connection.SendAsync(PlainMessage("a", "slow"), PlainMessage("b", "b1"), PlainMessage("c", "c1"));
        await Eventually.TrueAsync(() => !_begun.IsEmpty, "the first handler");

        await connection.DisposeAsync();
        _gate.SetResult();

        await Eventually.TrueAsync(() => _begun.Count == 3, "the events that waited");
        Assert.Equal(["slow", "b1", "c1"], _begun);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private RunningBackend Slow(Func<GatewayBackendOptions, GatewayBackendOptions> change) => new(_gateway, change, it => it.OnMessage = async (_, message, stop) =>
    {
        string text = message.Text;
        _begun.Enqueue(text);
        await (text == "slow" ? _gate.Task.WaitAsync(stop) : Task.CompletedTask);
    });
}
