using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Millrace.EndToEnd.Gateway;

/// <summary>The whole way between clients and backends, through the program as it is shipped.</summary>
public sealed class GatewayBackendTests
{
    [Theory(Timeout = 120_000)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Python_backend_serves_private_messages_and_rooms(int connections)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        await gateway.EchoBackendAsync(connections);
        await using SteadyTalk alone = await SteadyTalk.StartAsync(gateway, "/ws/alone");
        await using SteadyTalk room = await SteadyTalk.StartAsync(gateway, "/ws/room-1", listeners: 3);
        await using SteadyTalk other = await SteadyTalk.StartAsync(gateway, "/ws/room-2", listeners: 1);

        foreach (SteadyTalk talk in (SteadyTalk[])[alone, room, other])
        {
            await talk.MoreAsync(200);
            Assert.True(await talk.StopAsync() >= 200);
        }

        gateway.IsWell();
    }

    [Fact(Timeout = 60_000)]
    public async Task Plain_backend_sees_the_protocol_that_it_knows()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        using RawBackend backend = await RawBackend.ConnectAsync(gateway);
        using ClientWebSocket client = new();
        client.Options.SetRequestHeader("x-token", "t1");
        Task connecting = client.ConnectAsync(new Uri(gateway.Clients, "/ws/lobby?secret=1"), TestContext.Current.CancellationToken);

        JsonElement question = await backend.AcceptNextAsync("c1", "r1");
        await connecting;
        JsonElement opened = await backend.ReadAsync("new_connection");
        await SendAsync(client, "hello ä");
        JsonElement message = await backend.ReadAsync("new_message");
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
        JsonElement gone = await backend.ReadAsync("disconnected");

        JsonElement asked = question.GetProperty("params");
        Assert.Equal(["headers", "remote_addr", "url"], asked.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal("/ws/lobby", asked.GetProperty("url").GetString());
        Assert.Equal("t1", asked.GetProperty("headers").GetProperty("X-Token")[0].GetString());
        Assert.StartsWith("127.0.0.1:", asked.GetProperty("remote_addr").GetString(), StringComparison.Ordinal);
        Assert.Equal("hello ä", message.GetProperty("params").GetProperty("message").GetString());
        foreach (JsonElement line in (JsonElement[])[opened, message, gone])
        {
            Assert.Equal(["action", "params", "request_id"], line.EnumerateObject().Select(field => field.Name).Order());
            JsonElement context = line.GetProperty("params").GetProperty("context");
            Assert.Equal(("c1", "r1"), (context.GetProperty("client_id").GetString(), context.GetProperty("room_id").GetString()));
            JsonElement metadata = context.GetProperty("metadata");
            Assert.True(metadata.GetProperty("accepted").GetBoolean());
            Assert.Equal("raw", metadata.GetProperty("metadata").GetProperty("of").GetString());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Client_without_a_backend_gets_503_and_the_next_backend_is_told()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        Assert.Equal(503, await gateway.KnockAsync("/ws/early"));

        using RawBackend backend = await RawBackend.ConnectAsync(gateway);
        JsonElement error = await backend.ReadAsync("error");
        Assert.Equal("/ws/early", error.GetProperty("params").GetProperty("context").GetProperty("url").GetString());
        Assert.NotEqual("", error.GetProperty("params").GetProperty("error").GetString());
    }

    [Fact(Timeout = 60_000)]
    public async Task Refused_client_gets_403_before_the_upgrade()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        using RawBackend backend = await RawBackend.ConnectAsync(gateway);
        Task<int> knock = gateway.KnockAsync("/ws/no");
        JsonElement question = await backend.ReadAsync("connection_request");
        await backend.SendAsync($$$"""{"action": "response", "request_id": "{{{RawBackend.IdOf(question)}}}", "params": {"accepted": false}}""");

        Assert.Equal(403, await knock);
    }

    [Fact(Timeout = 120_000)]
    public async Task Backend_that_is_killed_and_started_again_gets_what_was_said_meanwhile_in_order()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        (ClientWebSocket client, RawBackend first) = await AcceptedAsync(gateway);
        using ClientWebSocket _ = client;
        first.Dispose();
        Assert.Equal(503, await gateway.KnockAsync("/ws/gone"));
        for (int i = 0; i < 50; i++)
        {
            await SendAsync(client, $"while away {i}");
        }

        await gateway.EchoBackendAsync();
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal($"while away {i}", await ReceiveAsync(client));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_not_acknowledged_is_delivered_again_in_order_to_the_next_backend()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        RawBackend first = await RawBackend.HelloAsync(gateway);
        Task<ClientWebSocket> connecting = gateway.ConnectAsync("/ws/a");
        await first.AcceptNextAsync("c1", "r1");
        using ClientWebSocket client = await connecting;
        Assert.Equal(1, (await first.ReadAsync("new_connection")).GetProperty("seq").GetInt64());
        for (int i = 2; i <= 6; i++)
        {
            await SendAsync(client, $"n{i}");
            Assert.Equal(i, (await first.ReadAsync("new_message")).GetProperty("seq").GetInt64());
        }

        await first.SendAsync("""{"action":"ack","params":{"seq":3}}""");
        await first.SendAsync("""{"action":"message_to_connection","params":{"conn_id":"c1","message":"after the ack"}}""");
        Assert.Equal("after the ack", await ReceiveAsync(client));
        using RawBackend second = await RawBackend.HelloAsync(gateway);
        first.Dispose();

        for (int i = 4; i <= 6; i++)
        {
            JsonElement again = await second.ReadAsync("new_message");
            Assert.Equal($"n{i}", again.GetProperty("params").GetProperty("message").GetString());
            Assert.Equal(i - 3, again.GetProperty("seq").GetInt64());
            Assert.True(again.GetProperty("redelivered").GetBoolean());
        }

        await SendAsync(client, "n7");
        JsonElement next = await second.ReadAsync("new_message");
        Assert.Equal("n7", next.GetProperty("params").GetProperty("message").GetString());
        Assert.False(next.TryGetProperty("redelivered", out _));
    }

    [Fact(Timeout = 60_000)]
    public async Task Binary_messages_are_base64_for_those_who_agreed_and_text_for_others()
    {
        byte[] bytes = [0, 0xFF, (byte)'a', 0xC3];
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        (ClientWebSocket client, RawBackend plain) = await AcceptedAsync(gateway);
        using (client)
        {
            await client.SendAsync(bytes, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
            Assert.Equal("\0\ufffda\ufffd", (await plain.ReadAsync("new_message")).GetProperty("params").GetProperty("message").GetString());
            plain.Dispose();
        }

        using RawBackend agreed = await RawBackend.HelloAsync(gateway, "\"binary\":true");
        Task<ClientWebSocket> connecting = gateway.ConnectAsync("/ws/b");
        while (true)
        {
            JsonElement line = (await agreed.ReadAnyAsync())!.Value;
            if (RawBackend.ActionOf(line) == "connection_request")
            {
                await agreed.AcceptAsync(RawBackend.IdOf(line), "c2", "r");
                break;
            }
        }

        using ClientWebSocket second = await connecting;
        await agreed.ReadAsync("new_connection");
        await second.SendAsync(bytes, WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        JsonElement said = (await agreed.ReadAsync("new_message")).GetProperty("params");
        Assert.True(said.GetProperty("binary").GetBoolean());
        Assert.Equal(bytes, said.GetProperty("message").GetBytesFromBase64());
        await agreed.SendAsync($$$"""{"action":"message_to_connection","params":{"conn_id":"c2","message":"{{{Convert.ToBase64String(bytes)}}}","binary":true}}""");
        byte[] buffer = new byte[16];
        ValueWebSocketReceiveResult result = await second.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
        Assert.Equal(bytes, buffer[..result.Count]);
    }

    internal static Task SendAsync(ClientWebSocket client, string text) =>
        client.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    internal static async Task<string> ReceiveAsync(ClientWebSocket client)
    {
        byte[] buffer = new byte[4096];
        ValueWebSocketReceiveResult result = await client.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        Assert.True(result.EndOfMessage);
        return Encoding.UTF8.GetString(buffer, 0, result.Count);
    }

    // A client that a plain backend of the test has let in and been told of.
    internal static async Task<(ClientWebSocket Client, RawBackend Backend)> AcceptedAsync(GatewayUnderTest gateway)
    {
        RawBackend backend = await RawBackend.ConnectAsync(gateway);
        Task<ClientWebSocket> connecting = gateway.ConnectAsync("/ws/accepted");
        await backend.AcceptNextAsync("c1", "r1");
        ClientWebSocket client = await connecting;
        await backend.ReadAsync("new_connection");
        return (client, backend);
    }
}
