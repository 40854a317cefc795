using System.Collections.Concurrent;
using System.Text.Json;
using Millrace.Gateway.Load.Subject;
using Millrace.Gateway.Tests.Client;

namespace Millrace.Gateway.Tests.Load.Subject;

/// <summary>The lab's own backend, against a gateway that says what the test says.</summary>
public sealed class EchoSubjectTests : IAsyncDisposable
{
    private readonly ScriptedGateway _gateway = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public void What_the_options_print_of_themselves_keeps_the_secret()
    {
        var options = new EchoSubjectOptions { Gateway = new Uri("tcp://127.0.0.1:8081"), Secret = "open sesame" };
        Assert.Equal("EchoSubjectOptions { Gateway = tcp://127.0.0.1:8081/, Connections = 1, Acknowledge = True, Name = millrace-subject, Secret = *** }", options.ToString());
    }

    [Fact(Timeout = 120_000)]
    public async Task Everybody_may_come_in_to_the_room_that_the_path_names()
    {
        Task serving = Serve();
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(ScriptedConnection.Question("q", "/ws/room-7"));
        JsonElement answer = await connection.ReadAsync("response");

        Assert.True(answer.GetProperty("accepted").GetBoolean());
        Assert.Equal("/ws/room-7", answer.GetProperty("room_id").GetString());
        await StopAsync(serving);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_message_in_a_room_goes_to_the_room_and_any_other_back_to_its_sender()
    {
        Task serving = Serve();
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(
            Message(1, ScriptedConnection.Context("c1", "/ws/room-7"), "to all"),
            Message(2, ScriptedConnection.Context("c2", "/ws/"), "to me"));
        JsonElement toRoom = await connection.ReadAsync("message_to_room");
        JsonElement toOne = await connection.ReadAsync("message_to_connection");
        await connection.ReadAckAsync(2);

        Assert.Equal(("/ws/room-7", "to all"), (toRoom.GetProperty("room_id").GetString(), toRoom.GetProperty("message").GetString()));
        Assert.Equal(("c2", "to me"), (toOne.GetProperty("conn_id").GetString(), toOne.GetProperty("message").GetString()));
        await StopAsync(serving);
    }

    [Fact(Timeout = 120_000)]
    public async Task Every_connection_that_was_asked_for_is_made_and_made_again_without_acknowledgements_where_none_are_wanted()
    {
        Task serving = Serve(options => options with { Connections = 2, Acknowledge = false, Name = "mine" });
        await using ScriptedConnection first = await _gateway.AcceptAsync();
        JsonElement hello = await first.ReadAsync("hello");
        await using ScriptedConnection second = await _gateway.WelcomeAsync();
        await first.DisposeAsync();
        await using ScriptedConnection third = await _gateway.WelcomeAsync();

        Assert.Equal("mine", hello.GetProperty("name").GetString());
        Assert.False(hello.TryGetProperty("ack", out JsonElement ack) && ack.GetBoolean());
        Assert.NotEmpty(_complaints);
        await StopAsync(serving);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _stop.Dispose();
    }

    private static string Message(long seq, string context, string text) =>
        $$$"""{"request_id":"m","seq":{{{seq}}},"action":"new_message","params":{"message":"{{{text}}}","context":{{{context}}}}}""";

    private Task Serve(Func<EchoSubjectOptions, EchoSubjectOptions>? change = null)
    {
        var options = new EchoSubjectOptions { Gateway = _gateway.Address };
        return EchoSubject.RunAsync(change?.Invoke(options) ?? options, _complaints.Enqueue, _stop.Token);
    }

    private async Task StopAsync(Task serving)
    {
        await _stop.CancelAsync();
        await serving;
    }
}
