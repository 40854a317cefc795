using System.Net.WebSockets;
using System.Text.Json;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Gateway;

/// <summary>A backend that does wrong costs itself, and nobody else.</summary>
public sealed class HostileBackendTests
{
    private static readonly int[] Answers = [101, 403, 502, 503, 504];

    // What the hostile one says once it has done its worst for long enough.
    [Theory(Timeout = 180_000)]
    [InlineData("silent", "asked")]
    [InlineData("deaf", "asked")]
    [InlineData("garbage", "closed 1")]
    [InlineData("types", "closed 1")]
    [InlineData("twice", "asked")]
    [InlineData("late", "answered late")]
    [InlineData("others", "asked")]
    [InlineData("long", "closed 1")]
    [InlineData("half", "closed 40")]
    [InlineData("flood", "asked")]
    public async Task Clients_and_backend_go_on_beside_one_that_is(string mode, string until)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync("--request-timeout", "1s");
        await gateway.EchoBackendAsync();
        await using SteadyTalk alone = await SteadyTalk.StartAsync(gateway, "/ws/alone");
        await using SteadyTalk room = await SteadyTalk.StartAsync(gateway, "/ws/room-1", listeners: 2);
        await alone.MoreAsync(20);

        RunningProcess hostile = await gateway.HostileBackendAsync(mode);
        await alone.MoreAsync(100);
        List<int> knocks = [];

        // Newcomers come all the while.
        while (knocks.Count < 12 || !hostile.Output.Contains(until, StringComparison.Ordinal))
        {
            knocks.Add(await gateway.KnockAsync($"/ws/new-{knocks.Count}"));
        }

        await alone.MoreAsync(100);
        await room.MoreAsync(100);
        hostile.Kill();
        await hostile.WaitForExitAsync(TimeSpan.FromSeconds(30));
        await alone.MoreAsync(50);
        int after = await gateway.KnockAsync("/ws/after");

        Assert.All(knocks, status => Assert.Contains(status, Answers));
        Assert.Contains(101, knocks);

        // Three unanswered questions in a row make it suspect; each late answer gives it one chance more.
        Assert.True(knocks.Count(status => status == 504) <= (mode == "late" ? 7 : 3), string.Join(' ', knocks));
        Assert.Equal(101, after);
        Assert.True(await alone.StopAsync() >= 270);
        Assert.True(await room.StopAsync() >= 100);
        gateway.IsWell();
    }

    [Fact(Timeout = 120_000)]
    public async Task Hundred_megabytes_in_one_line_end_that_backend_and_take_no_memory()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It reads /proc.");
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        await gateway.EchoBackendAsync();
        await using SteadyTalk talk = await SteadyTalk.StartAsync(gateway, "/ws/room-1", listeners: 1);
        await talk.MoreAsync(200);
        long before = gateway.ResidentBytes;
        using RawBackend backend = await RawBackend.ConnectAsync(gateway);
        byte[] piece = new byte[1024 * 1024];
        piece.AsSpan().Fill((byte)'x');
        int sent = 0;
        long most = 0;
        try
        {
            for (; sent < 100; sent++)
            {
                await backend.SendBytesAsync(piece);
                most = Math.Max(most, gateway.ResidentBytes);
            }
        }
        catch (IOException)
        {
            // Expected: the gateway has had enough.
        }

        Assert.InRange(sent, 1, 99);
        Assert.InRange(most - before, long.MinValue, 32 * 1024 * 1024);
        await talk.MoreAsync(100);
        await talk.StopAsync();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("""{"accepted":"yes"}""")]
    [InlineData("""{"accepted":null}""")]
    [InlineData("""{"accepted":true,"client_id":7}""")]
    [InlineData("""{"accepted":true,"room_id":[]}""")]
    [InlineData("""{"accepted":true,"rooms":"r"}""")]
    [InlineData("""{"accepted":false,"status":200}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task Answer_of_the_wrong_type_is_502_and_the_backend_may_go_on(string answer)
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        using RawBackend backend = await RawBackend.ConnectAsync(gateway);
        Task<int> knock = gateway.KnockAsync("/ws/a");
        JsonElement question = await backend.ReadAsync("connection_request");
        await backend.SendAsync($$"""{"action":"response","request_id":"{{RawBackend.IdOf(question)}}","params":{{answer}}}""");
        Assert.Equal(502, await knock);

        Task<int> next = gateway.KnockAsync("/ws/b");
        await backend.AcceptNextAsync("c1", "r1");
        Assert.Equal(101, await next);
    }

    [Fact(Timeout = 60_000)]
    public async Task Only_the_one_that_was_asked_can_answer_and_only_once()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        using RawBackend asked = await RawBackend.ConnectAsync(gateway);
        Task<ClientWebSocket> connecting = gateway.ConnectAsync("/ws/a");
        string id = RawBackend.IdOf(await asked.ReadAsync("connection_request"));

        using RawBackend other = await RawBackend.HelloAsync(gateway);
        await other.SendAsync($$$"""{"action":"response","request_id":"{{{id}}}","params":{"accepted":false}}""");
        Assert.Equal(id, RawBackend.IdOf(await other.ReadAsync("problem")));
        await other.SendAsync("""{"action":"room_info","request_id":"i1","params":{"room_id":"x"}}""");
        Assert.Equal("i1", RawBackend.IdOf(await other.ReadAsync("room_info")));
        Assert.False(connecting.IsCompleted);

        await asked.AcceptAsync(id, "c1", "r1");
        using ClientWebSocket client = await connecting;
        await asked.SendAsync($$$"""{"action":"response","request_id":"{{{id}}}","params":{"accepted":false}}""");
        await asked.AcceptAsync(id, "c9", "r9");
        await asked.TellAsync("c9", "not you");
        await asked.TellAsync("c1", "you");
        Assert.Equal("you", await GatewayBackendTests.ReceiveAsync(client));
    }

    [Fact(Timeout = 60_000)]
    public async Task Answer_that_comes_too_late_lets_nobody_in()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync("--request-timeout", "300ms");
        using RawBackend backend = await RawBackend.ConnectAsync(gateway);
        Task<int> knock = gateway.KnockAsync("/ws/a");
        string id = RawBackend.IdOf(await backend.ReadAsync("connection_request"));
        Assert.Equal(504, await knock);
        await backend.AcceptAsync(id, "c1", "r1");

        Task<int> next = gateway.KnockAsync("/ws/b");
        JsonElement question = await backend.AcceptNextAsync("c1", "r1");
        Assert.Equal("/ws/b", question.GetProperty("params").GetProperty("url").GetString());
        Assert.Equal(101, await next);
    }

    [Fact(Timeout = 60_000)]
    public async Task Every_malformed_line_is_answered_with_its_problem_and_the_hundredth_with_goodbye()
    {
        string[] wrong =
        [
            "nonsense", "[]", "7", "\"x\"", "{", """{"request_id":"w"}""", """{"request_id":"w","action":7,"params":{}}""", """{"request_id":"w","action":"broadcast"}""",
            """{"request_id":"w","action":"broadcast","params":{}}""", """{"request_id":"w","action":"broadcast","params":{"message":{}}}""",
            """{"request_id":"w","action":"message_to_room","params":{"message":"m"}}""", """{"request_id":"w","action":"message_to_room","params":{"room_id":1,"message":"m"}}""",
            """{"request_id":"w","action":"message_to_connection","params":{"conn_id":null,"message":"m"}}""", """{"request_id":"w","action":"ack","params":{"seq":"1"}}""",
            """{"request_id":"w","action":"disconnect","params":{"conn_id":"c","code":1}}""", """{"request_id":{},"action":"broadcast","params":{"message":"m"}}""",
        ];
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        await gateway.EchoBackendAsync();
        await using SteadyTalk talk = await SteadyTalk.StartAsync(gateway, "/ws/alone");
        using RawBackend backend = await RawBackend.HelloAsync(gateway);
        for (int i = 0; i < 99; i++)
        {
            string line = wrong[i % wrong.Length];
            await backend.SendAsync(line);
            JsonElement problem = await backend.ReadAsync("problem");
            Assert.NotEqual("", problem.GetProperty("params").GetProperty("reason").GetString());
            Assert.Equal(line.Contains("\"request_id\":\"w\"", StringComparison.Ordinal) ? "w" : "", RawBackend.IdOf(problem));
        }

        await backend.SendAsync(wrong[0]);
        JsonElement? last = await backend.ReadAnyAsync();
        last = last is { } line100 && RawBackend.ActionOf(line100) == "problem" ? await backend.ReadAnyAsync() : last;
        Assert.Equal("goodbye", RawBackend.ActionOf(last!.Value));
        Assert.Null(await backend.ReadAnyAsync());
        await talk.MoreAsync(50);
        await talk.StopAsync();
        gateway.IsWell();
    }

    [Fact(Timeout = 120_000)]
    public async Task Backend_that_stops_reading_is_dropped_and_its_client_goes_on_with_another()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync("--max-queue", "64MiB");
        await gateway.EchoBackendAsync();
        await using SteadyTalk talk = await SteadyTalk.StartAsync(gateway, "/ws/alone");

        // It has fewer clients than the other, so it is asked.
        using RawBackend deaf = await RawBackend.HelloAsync(gateway, "\"ack\":false");
        Task<ClientWebSocket> connecting = gateway.ConnectAsync("/ws/held");
        await deaf.AcceptNextAsync("c1", "r1");
        using ClientWebSocket client = await connecting;

        // 40 MB are more than the buffers of two kernels and the gateway hold: the client is held back until the deaf one is dropped.
        string big = new('x', 400_000);
        Task sending = SendAllAsync();
        byte[] buffer = new byte[1024 * 1024];
        int count;
        do
        {
            count = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await client.ReceiveAsync(buffer.AsMemory(count), TestContext.Current.CancellationToken);
                count += result.Count;
            }
            while (!result.EndOfMessage);
            Assert.True(result.MessageType == WebSocketMessageType.Text, $"closed: {client.CloseStatus} {client.CloseStatusDescription}");
        }
        while (count == big.Length);

        Assert.Equal("done"u8, buffer.AsSpan(0, count));
        await sending;
        await talk.MoreAsync(50);
        await talk.StopAsync();
        gateway.IsWell();

        async Task SendAllAsync()
        {
            for (int i = 0; i < 100; i++)
            {
                await GatewayBackendTests.SendAsync(client, big);
            }

            await GatewayBackendTests.SendAsync(client, "done");
        }
    }
}
