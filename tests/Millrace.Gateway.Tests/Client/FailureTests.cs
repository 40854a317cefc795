using System.Text.Json;
using Millrace.Gateway.Client;
using Millrace.Testing;
using static Millrace.Gateway.Tests.Client.ScriptedConnection;

namespace Millrace.Gateway.Tests.Client;

public sealed class FailureTests : IAsyncDisposable
{
    private readonly ScriptedGateway _gateway = new();

    [Fact(Timeout = 120_000)]
    public async Task Handler_that_throws_is_reported_and_costs_its_event_only()
    {
        await using RunningBackend backend = new(_gateway, handle: it => it.OnMessage = (client, message, stop) => message.Text switch
        {
            "now" => throw new InvalidOperationException("now"),
            "later" => Later(),
            string text => client.SendAsync(text, stop),
        });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(Message(1, "c", "now"), Message(2, "c", "later"), Message(3, "c", "fine"));

        Assert.Equal("fine", await connection.ReadMessageAsync());
        await connection.ReadAckAsync(3);
        Assert.Equal(["now", "later"], backend.Errors.Select(error => error.Exception!.Message));
        Assert.All(backend.Errors, error => Assert.Equal((BackendErrorKind.HandlerFailed, "c"), (error.Kind, error.ClientId)));

        static async ValueTask Later()
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Handler_of_errors_that_throws_stops_nothing()
    {
        await using RunningBackend backend = new(_gateway, handle: it =>
        {
            it.OnError = _ => throw new InvalidOperationException("and this too");
            it.OnMessage = (client, message, stop) => message.Text == "bad" ? throw new InvalidOperationException("bad") : client.SendAsync(message.Bytes, stop: stop);
        });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(Message(1, "c", "bad"), "garbage", Message(2, "c", "fine"));

        Assert.Equal("fine", await connection.ReadMessageAsync());
        await connection.ReadAckAsync(2);
    }

    [Fact(Timeout = 120_000)]
    public async Task Question_whose_handler_throws_is_refused_with_500()
    {
        await using RunningBackend backend = new(_gateway, handle: it => it.OnConnecting = (_, _) => throw new InvalidOperationException("no database"));
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(Question("r1"));
        JsonElement answer = await connection.ReadAsync("response");

        Assert.False(answer.GetProperty("accepted").GetBoolean());
        Assert.Equal(500, answer.GetProperty("status").GetInt32());
        Assert.Equal("no database", Assert.Single(backend.Errors).Exception!.Message);
    }

    [Fact(Timeout = 120_000)]
    public async Task Verdict_that_is_too_long_to_send_is_answered_with_500()
    {
        await using RunningBackend backend = new(_gateway, handle: it => it.OnConnecting = (_, _) => new(ConnectionVerdict.Accept(clientId: new string('c', 3 * 1024 * 1024))));
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(Question("r1"));
        JsonElement answer = await connection.ReadAsync("response");

        Assert.Equal(500, answer.GetProperty("status").GetInt32());
        Assert.Equal("OnConnecting's verdict could not be sent.", Assert.Single(backend.Errors).Reason);
    }

    [Fact(Timeout = 120_000)]
    public async Task Nothing_is_thrown_before_the_task_that_says_so()
    {
        await using RunningBackend backend = new(_gateway);
        ValueTask away = backend.Backend.BroadcastAsync("x", TestContext.Current.CancellationToken);
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();
        await backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken);
        ValueTask tooLong = backend.Backend.BroadcastAsync(new byte[2 * 1024 * 1024], stop: TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<GatewayUnavailableException>(away.AsTask);
        await Assert.ThrowsAsync<ArgumentException>(tooLong.AsTask);
    }

    [Fact(Timeout = 120_000)]
    public async Task Backend_may_be_disposed_twice()
    {
        RunningBackend backend = new(_gateway);

        await backend.Backend.DisposeAsync();
        await backend.Backend.DisposeAsync();

        Assert.True(backend.Run.IsCompletedSuccessfully);
        await backend.DisposeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Attempt_that_fails_in_an_unexpected_way_is_reported_and_made_again()
    {
        await using RunningBackend backend = new(_gateway, options => options with { Time = new OnceBrokenTime(), ReconnectDelay = TimeSpan.FromMilliseconds(1) });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        BackendError error = Assert.Single(backend.Errors);
        Assert.Equal((BackendErrorKind.ConnectFailed, "no timer"), (error.Kind, error.Exception!.Message));
    }

    [Fact(Timeout = 120_000)]
    public async Task Lines_that_cannot_be_read_are_reported_and_the_next_is_handled()
    {
        await using RunningBackend backend = new(_gateway, handle: it => it.OnMessage = (client, message, stop) => client.SendAsync(message.Bytes, stop: stop));
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync("garbage", "{\"action\":7}", "[]", "{\"action\":\"new_message\",\"seq\":1,\"params\":{}}", "{\"action\":\"tomorrow\",\"seq\":2}", Message(3, "c", "fine"));

        Assert.Equal("fine", await connection.ReadMessageAsync());
        await connection.ReadAckAsync(3);
        Assert.Equal(4, backend.Errors.Count(error => error.Kind == BackendErrorKind.BadLine));
        Assert.Contains(backend.Errors, error => error.Reason.Contains("params.context", StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task Whoever_sends_nothing_but_garbage_is_left()
    {
        await using RunningBackend backend = new(_gateway);
        await using ScriptedConnection connection = await _gateway.AcceptAsync();

        await connection.SendAsync([.. Enumerable.Repeat("HTTP/1.1 400 Bad Request", 100)]);
        await Eventually.TrueAsync(() => backend.Errors.Any(error => error.Kind == BackendErrorKind.ConnectionLost), "the end of the connection");

        Assert.Contains("is that a gateway's backend port?", backend.Errors.Last(error => error.Kind == BackendErrorKind.ConnectionLost).Reason, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Error_events_and_problems_reach_the_program()
    {
        await using RunningBackend backend = new(_gateway);
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(
            """{"request_id":"e","seq":1,"action":"error","params":{"context":{"headers":{},"url":"/ws/x","remote_addr":"10.0.0.7:1"},"error":"no backend"}}""",
            """{"request_id":"","action":"problem","params":{"reason":"no such client","action":"disconnect"}}""");
        await connection.ReadAckAsync(1);
        await Eventually.TrueAsync(() => backend.Errors.Count == 2, "both reports");

        BackendError reported = backend.Errors.First();
        Assert.Equal((BackendErrorKind.GatewayReported, "no backend", "/ws/x"), (reported.Kind, reported.Reason, reported.Request!.Path));
        BackendError problem = backend.Errors.Last();
        Assert.Equal((BackendErrorKind.Problem, "disconnect"), (problem.Kind, problem.Action));
        Assert.Contains("no such client", problem.Reason, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Question_that_the_gateway_refuses_fails_with_its_words()
    {
        await using RunningBackend backend = new(_gateway);
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();
        await backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken);

        Task<long> count = backend.Backend.CountRoomAsync("lobby", TestContext.Current.CancellationToken);
        string? id = (await connection.ReadAsync() ?? default).GetProperty("request_id").GetString();
        await connection.SendAsync($$$"""{"request_id":"{{{id}}}","action":"problem","params":{"reason":"too many questions","action":"room_info"}}""");

        GatewayProblemException problem = await Assert.ThrowsAsync<GatewayProblemException>(() => count);
        Assert.Contains("too many questions", problem.Message, StringComparison.Ordinal);
        Assert.Empty(backend.Errors);
    }

    [Fact(Timeout = 120_000)]
    public async Task Line_longer_than_the_gateway_takes_is_refused_before_it_is_sent()
    {
        await using RunningBackend backend = new(_gateway);
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();
        await backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken);

        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(async () => await backend.Backend.BroadcastAsync(new byte[2 * 1024 * 1024], stop: TestContext.Current.CancellationToken));
        await backend.Backend.BroadcastAsync("after", TestContext.Current.CancellationToken);

        Assert.Contains("max_line_bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal("after", (await connection.ReadAsync("broadcast")).GetProperty("message").GetString());
    }

    [Fact(Timeout = 120_000)]
    public async Task Sending_waits_while_the_gateway_takes_nothing_and_fails_with_the_connection()
    {
        await using RunningBackend backend = new(_gateway, options => options with { MaxSendQueueBytes = 64 * 1024 });
        ScriptedConnection connection = await _gateway.WelcomeAsync();
        await backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken);

        byte[] message = new byte[32 * 1024];
        message.AsSpan().Fill((byte)'x');
        int sent = 0;
        Task sending = SendAllAsync();

        // The kernel may still move bytes on to the other side when it first has no room: what waits is what stands still.
        int seen = -1;
        int still = 0;
        await Eventually.TrueAsync(() => (still = seen == sent ? still + 1 : 0, seen = sent).Item1 >= 20, "a sender that waits");
        Assert.False(sending.IsCompleted);
        await connection.DisposeAsync();

        await Assert.ThrowsAsync<GatewayUnavailableException>(() => sending);
        Assert.InRange(sent, 1, 10_000);
        await Eventually.TrueAsync(() => backend.Errors.Any(error => error.Kind == BackendErrorKind.Unsent), "the report of what was not sent");
        Assert.InRange(backend.Errors.First(error => error.Kind == BackendErrorKind.Unsent).Count, 1, 10);

        async Task SendAllAsync()
        {
            while (sent < 10_000)
            {
                await backend.Backend.BroadcastAsync(message, stop: TestContext.Current.CancellationToken);
                Volatile.Write(ref sent, sent + 1);
            }
        }
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private sealed class OnceBrokenTime : TimeProvider
    {
        private int _timers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Interlocked.Increment(ref _timers) == 1 ? throw new InvalidOperationException("no timer") : base.CreateTimer(callback, state, dueTime, period);
    }
}
