using System.Text.Json;
using Millrace.Gateway.Client;
using Millrace.Testing;
using static Millrace.Gateway.Tests.Client.ScriptedConnection;

namespace Millrace.Gateway.Tests.Client;

public sealed class DrainTests : IAsyncDisposable
{
    private readonly ScriptedGateway _gateway = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact(Timeout = 120_000)]
    public async Task Stop_lets_handlers_finish_sends_what_they_say_acknowledges_and_closes()
    {
        await using RunningBackend backend = Slow();
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();
        await connection.SendAsync(Message(1, "a", "slow"), Message(2, "a", "queued"), Message(3, "b", "quick"));
        Assert.Equal("quick", await connection.ReadMessageAsync());

        Task stopping = backend.StopAsync();
        await connection.SendAsync(Message(4, "b", "too late"));
        Assert.False(stopping.IsCompleted);
        _gate.SetResult();

        IReadOnlyList<JsonElement> last = await connection.ReadToEndAsync();
        await connection.DisposeAsync();
        await stopping;
        Assert.Equal(["slow", "queued"], last.Where(line => line.GetProperty("action").GetString() == "message_to_connection").Select(Text));
        Assert.Equal(3, last.Last(line => line.GetProperty("action").GetString() == "ack").GetProperty("params").GetProperty("seq").GetInt64());
        Assert.Empty(backend.Errors);
    }

    [Fact(Timeout = 120_000)]
    public async Task Handler_that_outlasts_the_drain_is_cancelled_and_its_event_not_acknowledged()
    {
        FakeTime time = new();
        await using RunningBackend backend = Slow(options => options with { Time = time, DrainTimeout = TimeSpan.FromSeconds(3) });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();
        await connection.SendAsync(Message(1, "b", "quick"), Message(2, "a", "slow"), Message(3, "a", "queued"));
        Assert.Equal("quick", await connection.ReadMessageAsync());
        await connection.ReadAckAsync(1);
        int timers = time.PendingTimers;

        Task stopping = backend.StopAsync();
        await Eventually.TrueAsync(() => time.PendingTimers > timers, "the drain's limit");
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Empty(await connection.ReadToEndAsync());
        await connection.DisposeAsync();
        await stopping;
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_that_a_plain_gateway_will_not_repeat_are_reported_as_lost()
    {
        FakeTime time = new();
        await using RunningBackend backend = Slow(options => options with { Time = time, DrainTimeout = TimeSpan.FromSeconds(3) });
        await using ScriptedConnection connection = await _gateway.AcceptAsync();
        await connection.ReadAsync("hello");
        await connection.SendAsync(PlainMessage("b", "quick"), PlainMessage("a", "slow"), PlainMessage("a", "queued"));
        Assert.Equal("quick", await connection.ReadMessageAsync());
        int timers = time.PendingTimers;

        Task stopping = backend.StopAsync();
        await Eventually.TrueAsync(() => time.PendingTimers > timers, "the drain's limit");
        time.Advance(TimeSpan.FromSeconds(3));
        await connection.ReadToEndAsync();
        await connection.DisposeAsync();
        await stopping;

        Assert.Equal(2, Assert.Single(backend.Errors, error => error.Kind == BackendErrorKind.EventsLost).Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task Drain_refuses_questions_answers_heartbeats_hears_answers_and_counts_events_only_as_lost()
    {
        await using RunningBackend backend = new(_gateway, handle: it => it.OnMessage = async (client, message, stop) =>
        {
            await _gate.Task.WaitAsync(stop);
            await client.SendAsync($"{await it.CountRoomAsync("lobby", stop)}", stop);
        });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();
        await connection.SendAsync(PlainMessage("a", "slow"), """{"request_id":"heartbeat","action":"heartbeat","params":{}}""");
        await connection.ReadAsync("heartbeat");

        Task stopping = backend.StopAsync();
        await connection.SendAsync(Question("r1"), PlainMessage("b", "too late"), """{"request_id":"heartbeat","action":"heartbeat","params":{}}""");
        JsonElement refusal = await connection.ReadAsync("response");
        await connection.ReadAsync("heartbeat");
        _gate.SetResult();
        string? id = (await connection.ReadAsync() ?? default).GetProperty("request_id").GetString();
        await connection.SendAsync($$$"""{"request_id":"{{{id}}}","action":"room_info","params":{"room_id":"lobby","members":7}}""");

        Assert.Equal((false, 503), (refusal.GetProperty("accepted").GetBoolean(), refusal.GetProperty("status").GetInt32()));
        Assert.Equal("7", await connection.ReadMessageAsync());
        await connection.ReadToEndAsync();
        await connection.DisposeAsync();
        await stopping;
        Assert.Equal((BackendErrorKind.EventsLost, 1), (Assert.Single(backend.Errors).Kind, backend.Errors.Single().Count));
    }

    [Fact(Timeout = 120_000)]
    public async Task Verdict_that_is_cancelled_at_the_end_of_the_drain_is_not_given()
    {
        FakeTime time = new();
        await using RunningBackend backend = new(_gateway, options => options with { Time = time, DrainTimeout = TimeSpan.FromSeconds(3) }, it => it.OnConnecting = async (_, stop) =>
        {
            await _gate.Task.WaitAsync(stop);
            return ConnectionVerdict.Accept();
        });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();
        await connection.SendAsync(Question("r1"), """{"request_id":"heartbeat","action":"heartbeat","params":{}}""");
        await connection.ReadAsync("heartbeat");
        int timers = time.PendingTimers;

        Task stopping = backend.StopAsync();
        await Eventually.TrueAsync(() => time.PendingTimers > timers, "the drain's limit");
        time.Advance(TimeSpan.FromSeconds(3));

        Assert.Empty(await connection.ReadToEndAsync());
        await connection.DisposeAsync();
        await stopping;
        Assert.DoesNotContain(backend.Errors, error => error.Kind == BackendErrorKind.HandlerFailed);
    }

    [Fact(Timeout = 120_000)]
    public async Task Handler_of_a_lost_connection_is_cancelled_at_the_end_of_the_drain_too()
    {
        FakeTime time = new();
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using RunningBackend backend = new(_gateway, options => options with { Time = time, DrainTimeout = TimeSpan.FromSeconds(3) }, it => it.OnMessage = async (_, _, stop) =>
        {
            using CancellationTokenRegistration registration = stop.Register(cancelled.SetResult);
            await cancelled.Task;
        });
        ScriptedConnection connection = await _gateway.WelcomeAsync();
        await connection.SendAsync(Message(1, "a", "x"), """{"request_id":"heartbeat","action":"heartbeat","params":{}}""");
        await connection.ReadAsync("heartbeat");
        await connection.DisposeAsync();
        await Eventually.TrueAsync(() => backend.Errors.Count == 1 && time.PendingTimers == 1, "the wait for the next attempt");

        Task stopping = backend.StopAsync();
        await Eventually.TrueAsync(() => time.PendingTimers == 1 && !stopping.IsCompleted, "the drain's limit");
        while (!stopping.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stopping;
        Assert.True(cancelled.Task.IsCompletedSuccessfully);
    }

    [Fact(Timeout = 120_000)]
    public async Task Backend_that_is_not_connected_stops_at_once()
    {
        await using OddServer nobody = OddServer.Refusing();
        await using RunningBackend backend = new(new Uri($"tcp://127.0.0.1:{nobody.EndPoint.Port}"));

        await backend.StopAsync();

        Assert.Equal(0, backend.Backend.ConnectionCount);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private static string? Text(JsonElement line) => line.GetProperty("params").GetProperty("message").GetString();

    private RunningBackend Slow(Func<GatewayBackendOptions, GatewayBackendOptions>? change = null) => new(_gateway, change, it => it.OnMessage = async (client, message, stop) =>
    {
        string text = message.Text;
        if (text == "slow")
        {
            await _gate.Task.WaitAsync(stop);
        }

        await client.SendAsync(text, stop);
    });
}
