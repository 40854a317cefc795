using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millrace.Gateway.Client;
using static Millrace.Gateway.Tests.Client.ScriptedConnection;

namespace Millrace.Gateway.Tests.Client;

public sealed class EventTests : IAsyncDisposable
{
    private readonly ScriptedGateway _gateway = new();

    [Fact(Timeout = 120_000)]
    public async Task Hello_says_who_it_is_and_what_it_can()
    {
        await using RunningBackend backend = new(_gateway, options => options with { Secret = "s3cret" });
        await using ScriptedConnection connection = await _gateway.AcceptAsync();

        JsonElement hello = await connection.ReadAsync("hello");

        Assert.Equal("""{"version":1,"name":"test","secret":"s3cret","ack":true,"binary":true}""", hello.GetRawText());
    }

    [Fact(Timeout = 120_000)]
    public async Task Question_is_answered_by_the_verdict_with_rooms_and_metadata()
    {
        ConnectionRequest? asked = null;
        await using RunningBackend backend = new(_gateway, handle: it => it.OnConnecting = (request, _) =>
        {
            asked = request;
            return new(request.Segments is ["ws", "closed"]
                ? ConnectionVerdict.Refuse(410, "gone")
                : ConnectionVerdict.Accept("c1", "lobby", ["news"], new JsonObject { ["name"] = "Ann" }));
        });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(Question("r1"));
        JsonElement answer = await connection.ReadAsync() ?? default;
        await connection.SendAsync(Question("r2", "/ws/closed"));
        JsonElement refusal = await connection.ReadAsync() ?? default;

        Assert.Equal("r1", answer.GetProperty("request_id").GetString());
        Assert.Equal("""{"accepted":true,"client_id":"c1","room_id":"lobby","metadata":{"name":"Ann"},"rooms":["news"]}""", answer.GetProperty("params").GetRawText());
        Assert.Equal("""{"accepted":false,"status":410,"reason":"gone"}""", refusal.GetProperty("params").GetRawText());
        Assert.Equal("10.0.0.7:5000", asked!.RemoteAddress);
        Assert.Equal("a=1", asked.Header("cookie"));
        Assert.Null(asked.Header("origin"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Client_comes_with_its_room_metadata_and_state_from_first_to_last_event()
    {
        List<string> seen = [];
        await using RunningBackend backend = new(_gateway, handle: it =>
        {
            it.OnConnected = (client, _) =>
            {
                client.State = "here";
                seen.Add($"connected {client.Id} {client.Room} {Encoding.UTF8.GetString(client.MetadataJson.Span)}");
                return default;
            };
            it.OnMessage = (client, message, _) =>
            {
                seen.Add($"message {client.State} {message.Text} {message.IsBinary} {message.IsRedelivered}");
                return default;
            };
            it.OnDisconnected = (client, _) =>
            {
                seen.Add($"disconnected {client.State}");
                return default;
            };
        });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(
            About("new_connection", 1, "c1", """{"name":"Ann"}"""),
            Message(2, "c1", "h\\u00e9"),
            """{"request_id":"m","seq":3,"redelivered":true,"action":"new_message","params":{"message":"AAH/","binary":true,"context":""" + Context("c1") + "}}",
            About("disconnected", 4, "c1"));
        await connection.ReadAckAsync(4);

        Assert.Equal(["connected c1 lobby {\"name\":\"Ann\"}", "message here hé False False", "message here \0\u0001\uFFFD True True", "disconnected here"], seen);
        Assert.Empty(backend.Errors);
    }

    [Fact(Timeout = 120_000)]
    public async Task All_that_can_be_sent_is_sent_in_order()
    {
        await using RunningBackend backend = new(_gateway, handle: it => it.OnMessage = async (client, message, stop) =>
        {
            await client.SendAsync("hé\n\"", stop);
            await client.SendAsync(new byte[] { 0, 255 }, isBinary: true, stop);
            await it.SendToRoomAsync("lobby", message.Bytes, stop: stop);
            await it.BroadcastAsync("all", stop);
            await client.JoinAsync("news", stop);
            await client.LeaveAsync("lobby", stop);
            await client.DisconnectAsync(4000, "bye", stop);
        });
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();

        await connection.SendAsync(Message(1, "c1", "x"));

        Assert.Equal("hé\n\"", await connection.ReadMessageAsync());
        JsonElement binary = await connection.ReadAsync("message_to_connection");
        Assert.Equal("""{"conn_id":"c1","message":"AP8=","binary":true}""", binary.GetRawText());
        Assert.Equal("""{"room_id":"lobby","message":"x"}""", (await connection.ReadAsync("message_to_room")).GetRawText());
        Assert.Equal("""{"message":"all"}""", (await connection.ReadAsync("broadcast")).GetRawText());
        Assert.Equal("""{"conn_id":"c1","room_id":"news"}""", (await connection.ReadAsync("join_room")).GetRawText());
        Assert.Equal("""{"conn_id":"c1","room_id":"lobby"}""", (await connection.ReadAsync("leave_room")).GetRawText());
        Assert.Equal("""{"conn_id":"c1","code":4000,"reason":"bye"}""", (await connection.ReadAsync("disconnect")).GetRawText());
        await connection.ReadAckAsync(1);
    }

    [Fact(Timeout = 120_000)]
    public async Task Heartbeat_is_answered_and_the_members_of_a_room_are_counted()
    {
        await using RunningBackend backend = new(_gateway);
        await using ScriptedConnection connection = await _gateway.WelcomeAsync();
        await backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken);

        await connection.SendAsync("""{"request_id":"heartbeat","action":"heartbeat","params":{}}""");
        await connection.ReadAsync("heartbeat");
        Task<long> count = backend.Backend.CountRoomAsync("lobby", TestContext.Current.CancellationToken);
        JsonElement question = await connection.ReadAsync() ?? default;
        string? id = question.GetProperty("request_id").GetString();
        await connection.SendAsync($$$"""{"request_id":"{{{id}}}","action":"room_info","params":{"room_id":"lobby","members":7}}""");

        Assert.Equal(7, await count);
        Assert.Equal("room_info", question.GetProperty("action").GetString());
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();
}
