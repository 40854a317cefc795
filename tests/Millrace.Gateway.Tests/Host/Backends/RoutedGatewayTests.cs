using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Millrace.Hosting;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Backends;

/// <summary>The whole gateway as it is served: clients on one port, a backend on the other, the admin endpoint beside them. Alone, because meters belong to the process.</summary>
[Collection(nameof(MetricsTests))]
public sealed class RoutedGatewayTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000), BothKinds]
    public async Task It_is_ready_while_a_backend_is_there(ShardKind kind)
    {
        await using ServedGateway gateway = await ServedGateway.StartRoutedAsync(kind);
        using (HttpResponseMessage before = await gateway.Admin.GetAsync("/readyz", Stopping))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, before.StatusCode);
            Assert.Equal("connections 0 of 100000, no backend\n", await before.Content.ReadAsStringAsync(Stopping));
        }

        using (RawBackend backend = await RawBackend.ConnectAsync(gateway.BackendPort, RawBackend.Hello() + "\n"))
        {
            await UntilReadyAsync(gateway, HttpStatusCode.OK);
            Assert.Equal("connections 0 of 100000, 1 backend\n", await gateway.Admin.GetStringAsync("/healthz", Stopping));
        }

        await UntilReadyAsync(gateway, HttpStatusCode.ServiceUnavailable);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_client_is_asked_about_let_in_heard_and_answered_and_all_that_is_on_the_pages(ShardKind kind)
    {
        await using ServedGateway gateway = await ServedGateway.StartRoutedAsync(kind);
        using RawBackend backend = await RawBackend.ConnectAsync(gateway.BackendPort, RawBackend.Hello(""","name":"chat" """) + "\n");
        await backend.ReadLineAsync();
        using ClientWebSocket client = await ConnectAsync(gateway, backend, "ann");

        JsonElement connections = await PageAsync(gateway, "/connections?limit=10");
        Assert.Equal(1, connections.GetProperty("total").GetInt32());
        JsonElement ann = connections.GetProperty("connections")[0];
        Assert.Equal("ann", ann.GetProperty("id").GetString());
        Assert.Equal("open", ann.GetProperty("state").GetString());
        Assert.Equal("lobby", ann.GetProperty("rooms")[0].GetString());
        Assert.Equal("chat", ann.GetProperty("backend").GetString());
        Assert.Equal("""{"total":1,"skip":0,"rooms":[{"name":"lobby","members":1}]}""", await gateway.Admin.GetStringAsync("/rooms?name=lobby", Stopping));
        Assert.Equal("""{"total":1,"skip":5,"rooms":[]}""", await gateway.Admin.GetStringAsync("/rooms?skip=5", Stopping));
        Assert.Empty((await PageAsync(gateway, "/connections?id=bob")).GetProperty("connections").EnumerateArray());
        JsonElement chat = (await PageAsync(gateway, "/backends")).GetProperty("backends")[0];
        Assert.Equal("chat", chat.GetProperty("name").GetString());
        Assert.Equal(1, chat.GetProperty("clients").GetInt32());
        Assert.Equal(2, chat.GetProperty("events").GetInt64());
        Assert.Equal(3, chat.GetProperty("linesIn").GetInt64());
        using HttpResponseMessage wrong = await gateway.Admin.GetAsync("/rooms?limit=0", Stopping);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_drain_tells_clients_first_then_backends_of_their_end_then_goodbye(ShardKind kind)
    {
        await using ServedGateway gateway = await ServedGateway.StartRoutedAsync(kind);
        using RawBackend backend = await RawBackend.ConnectAsync(gateway.BackendPort, RawBackend.Hello() + "\n");
        await backend.ReadLineAsync();
        using ClientWebSocket leaves = await ConnectAsync(gateway, backend, "ann");
        using ClientWebSocket also = await ConnectAsync(gateway, backend, "bob");
        gateway.Stop.Request(StopReason.Terminate);
        foreach (ClientWebSocket client in (ClientWebSocket[])[leaves, also])
        {
            Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(Memory<byte>.Empty, Stopping)).MessageType);
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
            await client.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, Stopping);
        }

        List<string> rest = await backend.ReadToEndAsync();
        Assert.Equal(["disconnected", "disconnected", "goodbye"], rest.Select(ActionOf));
        backend.Dispose();
        Assert.Equal(ServerEnd.Drained, await gateway.Life);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task What_happened_is_shown_to_prometheus(ShardKind kind)
    {
        await using ServedGateway gateway = await ServedGateway.StartRoutedAsync(kind);
        using RawBackend backend = await RawBackend.ConnectAsync(gateway.BackendPort, RawBackend.Hello() + "\n");
        await backend.ReadLineAsync();
        using ClientWebSocket client = await ConnectAsync(gateway, backend, "ann");
        await backend.SendAsync("nonsense\n" + """{"request_id":"r","action":"message_to_connection","params":{"conn_id":"nobody","message":"m"}}""" + "\n");
        await backend.ReadLineAsync();
        await backend.ReadLineAsync();
        string text;
        do
        {
            text = await gateway.Admin.GetStringAsync("/metrics", Stopping);
        }
        while (!text.Contains("\ngateway_rooms 1\n", StringComparison.Ordinal)); // gauges are as of the last tick

        string[] shown = [.. text.Split('\n').Where(line => line.StartsWith("gateway_", StringComparison.Ordinal))];
        foreach (string line in (string[])
        [
            "gateway_backends 1", "gateway_backends_accepted_total 1", "gateway_backends_limit 256", "gateway_clients 1", "gateway_backend_lines_refused_total{reason=\"malformed\"} 1",
            "gateway_backend_lines_total{direction=\"in\"} 5", "gateway_events_total{kind=\"connected\"} 1", "gateway_events_total{kind=\"text\"} 1", "gateway_questions_total{outcome=\"accepted\"} 1",
            "gateway_questions_pending 0", "gateway_backend_actions_failed_total{problem=\"unknown_connection\"} 1", "gateway_events_indefinite_total 0", "gateway_backends_ended_total{reason=\"stuck\"} 0",
        ])
        {
            Assert.True(shown.Contains(line), $"{line} is not among\n{string.Join('\n', shown)}");
        }
    }

    // Lets one in whose first message is answered.
    private static async Task<ClientWebSocket> ConnectAsync(ServedGateway gateway, RawBackend backend, string id)
    {
        ClientWebSocket client = new();
        Task connecting = client.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.Port}/ws/room"), Stopping);
        using JsonDocument request = JsonDocument.Parse((await backend.ReadLineAsync())!);
        Assert.Equal("/ws/room", request.RootElement.GetProperty("params").GetProperty("url").GetString());
        await backend.SendAsync($$$"""{"request_id":{{{request.RootElement.GetProperty("request_id").GetRawText()}}},"action":"response","params":{"accepted":true,"client_id":"{{{id}}}","room_id":"lobby"}}""" + "\n");
        await connecting;
        Assert.Equal("new_connection", ActionOf(await backend.ReadLineAsync()));
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Stopping);
        string? message = await backend.ReadLineAsync();
        Assert.Equal("new_message", ActionOf(message));
        Assert.Contains("\"message\":\"hello\"", message, StringComparison.Ordinal);
        await backend.SendAsync($$$"""{"request_id":"m","action":"message_to_connection","params":{"conn_id":"{{{id}}}","message":"hello back"}}""" + "\n");
        byte[] received = new byte[64];
        ValueWebSocketReceiveResult answer = await client.ReceiveAsync(received.AsMemory(), Stopping);
        Assert.Equal("hello back", Encoding.UTF8.GetString(received, 0, answer.Count));
        return client;
    }

    private static string? ActionOf(string? line)
    {
        using JsonDocument read = JsonDocument.Parse(line!);
        return read.RootElement.GetProperty("action").GetString();
    }

    private static async Task<JsonElement> PageAsync(ServedGateway gateway, string path)
    {
        using JsonDocument page = JsonDocument.Parse(await gateway.Admin.GetStringAsync(path, Stopping));
        return page.RootElement.Clone();
    }

    private static async Task UntilReadyAsync(ServedGateway gateway, HttpStatusCode status)
    {
        while (true)
        {
            using HttpResponseMessage answer = await gateway.Admin.GetAsync("/readyz", Stopping);
            if (answer.StatusCode == status)
            {
                return;
            }
        }
    }
}
