using Millrace.Gateway.Client;
using Millrace.Testing;
using static Millrace.Gateway.Tests.Client.ScriptedConnection;

namespace Millrace.Gateway.Tests.Client;

public sealed class ReconnectTests
{
    [Fact(Timeout = 120_000)]
    public async Task Gateway_that_is_away_is_tried_after_doubling_waits_up_to_the_cap()
    {
        FakeTime time = new();
        await using OddServer nobody = OddServer.Refusing();
        await using RunningBackend backend = new(new Uri($"tcp://127.0.0.1:{nobody.EndPoint.Port}"), options => options with { Time = time, ReconnectJitter = 0 });

        foreach (double seconds in (double[])[0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5])
        {
            int before = backend.Errors.Count;
            await Eventually.TrueAsync(() => backend.Errors.Count > 0 && time.PendingTimers == 1, "the wait for the next attempt");
            Assert.Contains($"Next attempt in {seconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)} s.", backend.Errors.Last().Reason, StringComparison.Ordinal);
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(Math.Max(before, 1), backend.Errors.Count);
            int tried = backend.Errors.Count;
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Eventually.TrueAsync(() => backend.Errors.Count == tried + 1, "the next attempt");
        }

        Assert.All(backend.Errors, error => Assert.Equal(BackendErrorKind.ConnectFailed, error.Kind));
        Assert.Contains("Nobody listens there", backend.Errors.First().Reason, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Lost_connection_is_made_again_and_what_comes_again_is_marked()
    {
        await using ScriptedGateway gateway = new();
        await using RunningBackend backend = new(gateway, options => options with { ReconnectDelay = TimeSpan.FromMilliseconds(1) }, it =>
            it.OnMessage = (client, message, stop) => client.SendAsync($"{message.Text} {message.IsRedelivered}", stop));
        ScriptedConnection first = await gateway.WelcomeAsync();
        await first.SendAsync(Message(1, "c", "one"));
        Assert.Equal("one False", await first.ReadMessageAsync());
        await first.DisposeAsync();

        await using ScriptedConnection second = await gateway.WelcomeAsync();
        await second.SendAsync(Message(1, "c", "one").Replace("\"seq\":1,", "\"seq\":1,\"redelivered\":true,", StringComparison.Ordinal));

        Assert.Equal("one True", await second.ReadMessageAsync());
        await second.ReadAckAsync(1);
        Assert.Contains(backend.Errors, error => error.Kind == BackendErrorKind.ConnectionLost);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_comes_again_waits_for_the_handler_that_still_runs_and_what_had_not_begun_is_handled_once()
    {
        List<string> begun = [];
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ScriptedGateway gateway = new();
        await using RunningBackend backend = new(gateway, options => options with { ReconnectDelay = TimeSpan.FromMilliseconds(1) }, it =>
            it.OnMessage = async (client, message, stop) =>
            {
                string text = message.Text;
                lock (begun)
                {
                    begun.Add(text);
                }

                if (text == "one" && !gate.Task.IsCompleted)
                {
                    await gate.Task.WaitAsync(stop);
                    return;
                }

                await client.SendAsync(text, stop);
            });
        ScriptedConnection first = await gateway.WelcomeAsync();
        await first.SendAsync(Message(1, "c", "one"), Message(2, "c", "two"), Message(3, "other", "free"));
        Assert.Equal("free", await first.ReadMessageAsync());
        await first.DisposeAsync();

        await using ScriptedConnection second = await gateway.WelcomeAsync();
        await second.SendAsync(Message(1, "c", "one"), Message(2, "c", "two"), Message(3, "other", "free"));
        Assert.Equal("free", await second.ReadMessageAsync());
        lock (begun)
        {
            Assert.Equal(["one", "free", "free"], begun);
        }

        gate.SetResult();
        Assert.Equal("one", await second.ReadMessageAsync());
        Assert.Equal("two", await second.ReadMessageAsync());
        await second.ReadAckAsync(3);
        lock (begun)
        {
            Assert.Equal(["one", "free", "free", "one", "two"], begun);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Backend_that_is_refused_at_first_ends_with_the_gateways_words()
    {
        await using ScriptedGateway gateway = new();
        await using RunningBackend backend = new(gateway, options => options with { Secret = "wrong" });
        await using ScriptedConnection connection = await gateway.AcceptAsync();
        await connection.ReadAsync("hello");
        await connection.SendAsync("""{"request_id":"hello","action":"goodbye","params":{"reason":"wrong secret"}}""");
        await connection.DisposeAsync();

        GatewayRefusedException refused = await Assert.ThrowsAsync<GatewayRefusedException>(() => backend.Run.WaitAsync(Limit, TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Contains("wrong secret", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<GatewayRefusedException>(() => backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 120_000)]
    public async Task Backend_that_is_refused_later_goes_on_trying_slowly()
    {
        FakeTime time = new();
        await using ScriptedGateway gateway = new();
        await using RunningBackend backend = new(gateway, options => options with { Time = time, ReconnectJitter = 0 });
        ScriptedConnection first = await gateway.WelcomeAsync();
        await backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken);
        await first.DisposeAsync();
        await Eventually.TrueAsync(() => backend.Errors.Count == 1 && time.PendingTimers == 1, "the wait after the loss");
        time.Advance(TimeSpan.FromMilliseconds(100));
        ScriptedConnection second = await gateway.AcceptAsync();
        await second.ReadAsync("hello");
        await second.SendAsync("""{"request_id":"hello","action":"goodbye","params":{"reason":"wrong secret"}}""");
        await second.DisposeAsync();
        await Eventually.TrueAsync(() => backend.Errors.Count == 2 && time.PendingTimers == 1, "the wait after the refusal");

        Assert.Equal(BackendErrorKind.Refused, backend.Errors.Last().Kind);
        Assert.Contains("wrong secret. Next attempt in 5 s.", backend.Errors.Last().Reason, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(5));
        await using ScriptedConnection third = await gateway.WelcomeAsync();
        await backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = 120_000)]
    public async Task Gateway_that_misses_its_heartbeats_is_left()
    {
        FakeTime time = new();
        await using ScriptedGateway gateway = new();
        await using RunningBackend backend = new(gateway, options => options with { Time = time });
        await using ScriptedConnection connection = await gateway.WelcomeAsync();
        await backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(1, backend.Backend.ConnectionCount);
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => backend.Errors.Count == 1, "the end of the connection");

        Assert.Contains("silent for 46 s", backend.Errors.Single().Reason, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Answers_go_out_on_the_connection_that_their_event_came_on()
    {
        await using ScriptedGateway gateway = new();
        await using RunningBackend backend = new(gateway, options => options with { Connections = 3 }, it => it.OnMessage = async (client, message, stop) =>
        {
            string text = message.Text;
            await it.SendToClientAsync(client.Id, text + " at once", stop);
            await Task.Yield();
            await it.SendToClientAsync(client.Id, text + " later", stop);
        });
        ScriptedConnection[] connections = [await gateway.WelcomeAsync(), await gateway.WelcomeAsync(), await gateway.WelcomeAsync()];
        await backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken);

        for (int n = 0; n < connections.Length; n++)
        {
            await connections[n].SendAsync(Message(1, $"c{n}", $"m{n}"));
        }

        for (int n = 0; n < connections.Length; n++)
        {
            Assert.Equal($"m{n} at once", await connections[n].ReadMessageAsync());
            Assert.Equal($"m{n} later", await connections[n].ReadMessageAsync());
            await connections[n].DisposeAsync();
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Message_for_a_room_reaches_every_gateway_and_one_that_is_away_is_reported()
    {
        await using ScriptedGateway one = new();
        await using ScriptedGateway two = new();
        await using OddServer away = OddServer.Refusing();
        Uri[] all = [one.Address, two.Address, new($"tcp://127.0.0.1:{away.EndPoint.Port}")];
        await using RunningBackend backend = new(one, options => options with { Gateways = all });
        await using ScriptedConnection first = await one.WelcomeAsync();
        await using ScriptedConnection second = await two.WelcomeAsync();
        await Eventually.TrueAsync(() => backend.Backend.ConnectionCount == 2, "both connections");

        await backend.Backend.SendToRoomAsync("lobby", "hello", TestContext.Current.CancellationToken);

        Assert.Equal("hello", (await first.ReadAsync("message_to_room")).GetProperty("message").GetString());
        Assert.Equal("hello", (await second.ReadAsync("message_to_room")).GetProperty("message").GetString());
        Assert.Equal(all[2], backend.Errors.Single(error => error.Kind == BackendErrorKind.Unsent).Gateway);
    }

    [Fact(Timeout = 120_000)]
    public async Task Sending_without_a_connection_fails_at_once()
    {
        await using ScriptedGateway gateway = new();
        await using RunningBackend backend = new(gateway);

        await Assert.ThrowsAsync<GatewayUnavailableException>(async () => await backend.Backend.BroadcastAsync("x", TestContext.Current.CancellationToken));
    }
}
