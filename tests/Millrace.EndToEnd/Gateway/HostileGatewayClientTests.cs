using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Millrace.EndToEnd.Gateway;

/// <summary>What strangers do at the clients' port reaches no backend and slows nobody down.</summary>
public sealed class HostileGatewayClientTests
{
    private const int Many = 2000;

    [Fact(Timeout = 120_000)]
    public async Task Forged_origins_and_hosts_and_huge_headers_are_refused_before_a_backend_is_asked()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        using RawBackend backend = await RawBackend.ConnectAsync(gateway);

        Assert.Equal(403, await gateway.KnockAsync("/ws/a", ("Origin", "https://evil.example")));
        Assert.Equal(403, await gateway.KnockAsync("/ws/a", ("Origin", "null")));
        Assert.Equal(403, await gateway.KnockAsync("/ws/a", ("Origin", $"http://{gateway.Clients.Authority}.evil.example")));
        Assert.Equal(421, await gateway.KnockAsync("/ws/a", ("Host", "evil.example")));
        Assert.Equal(431, await gateway.KnockAsync("/ws/a", ("X-Huge", new string('x', 60_000))));
        Assert.Equal(431, await gateway.KnockAsync("/ws/a", [.. Enumerable.Range(0, 2000).Select(i => ($"X-{i}", "x"))]));
        Assert.Equal(404, await gateway.KnockAsync("/elsewhere"));

        Task<int> honest = gateway.KnockAsync("/ws/honest", ("Origin", $"http://{gateway.Clients.Authority}"));
        JsonElement first = await backend.AcceptNextAsync("c1", "r1");
        Assert.Equal("/ws/honest", first.GetProperty("params").GetProperty("url").GetString());
        Assert.Equal(101, await honest);
        gateway.IsWell();
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_thousand_handshakes_half_done_slow_nobody_down_and_are_cut_in_time()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync("--handshake-timeout", "5s");
        await gateway.EchoBackendAsync();
        await using SteadyTalk alone = await SteadyTalk.StartAsync(gateway, "/ws/alone");
        await using SteadyTalk room = await SteadyTalk.StartAsync(gateway, "/ws/room-1", listeners: 2);
        await alone.MoreAsync(20);
        List<Socket> half = [];
        try
        {
            byte[] head = Encoding.ASCII.GetBytes($"GET /ws/half HTTP/1.1\r\nHost: {gateway.Clients.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Ver");
            for (int i = 0; i < Many; i++)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                half.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, gateway.Clients.Port, TestContext.Current.CancellationToken);
                await socket.SendAsync(head.AsMemory(0, i % head.Length), TestContext.Current.CancellationToken);
            }

            await alone.MoreAsync(100);
            await room.MoreAsync(100);
            Assert.Equal(101, await gateway.KnockAsync("/ws/new"));
            foreach (Socket socket in half)
            {
                Assert.True(await IsEndedAsync(socket));
            }
        }
        finally
        {
            half.ForEach(socket => socket.Dispose());
        }

        await alone.MoreAsync(50);
        Assert.True(await alone.StopAsync() >= 170);
        Assert.True(await room.StopAsync() >= 100);
        gateway.IsWell();
    }

    [Fact(Timeout = 120_000)]
    public async Task Clients_that_leave_while_they_are_asked_about_leave_nothing_behind()
    {
        await using GatewayUnderTest gateway = await GatewayUnderTest.StartAsync();
        using RawBackend backend = await RawBackend.ConnectAsync(gateway);
        byte[] head = Encoding.ASCII.GetBytes(
            $"GET /ws/gone HTTP/1.1\r\nHost: {gateway.Clients.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        int open = 0;
        for (int i = 0; i < 200; i++)
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, gateway.Clients.Port, TestContext.Current.CancellationToken);
            await socket.SendAsync(head, TestContext.Current.CancellationToken);
            string id = await NextQuestionAsync();
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
            await backend.AcceptAsync(id, "always the same", "r1");
        }

        Task<int> honest = gateway.KnockAsync("/ws/honest");
        await backend.AcceptAsync(await NextQuestionAsync(), "honest", "r2");
        Assert.Equal(101, await honest);
        gateway.IsWell();

        // Whatever was told of those who left, each beginning had its end before the next.
        async Task<string> NextQuestionAsync()
        {
            while (true)
            {
                JsonElement line = (await backend.ReadAnyAsync())!.Value;
                string action = RawBackend.ActionOf(line);
                if (action == "connection_request")
                {
                    return RawBackend.IdOf(line);
                }

                Assert.True(action is "new_connection" or "disconnected" or "error", action);
                open += action switch
                {
                    "new_connection" => 1,
                    "disconnected" => -1,
                    _ => 0, // It was let in, and gone before it could be told.
                };
                Assert.InRange(open, 0, 1);
            }
        }
    }

    private static async Task<bool> IsEndedAsync(Socket socket)
    {
        try
        {
            byte[] buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) > 0)
            {
                // Expected: the server may say why.
            }

            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true;
        }
    }
}
