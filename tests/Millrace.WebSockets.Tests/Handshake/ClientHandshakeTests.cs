using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Millrace.Shards;
using Millrace.Testing;
using Millrace.WebSockets.Handshake;

namespace Millrace.WebSockets.Tests.Handshake;

public sealed class ClientHandshakeTests
{
    private static readonly Uri s_address = new("ws://server.test:81/a%20b?q=1");

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    public Task Frames_that_follow_the_answer_at_once_are_received(int piece) => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        Task<WebSocketLink> upgrading = WebSocketClient.UpgradeAsync(link, s_address, null, stop).AsTask();
        string request = Sent(link);
        Assert.StartsWith("GET /a%20b?q=1 HTTP/1.1\r\nHost: server.test:81\r\n", request, StringComparison.Ordinal);
        link.Arrive([.. Encoding.ASCII.GetBytes(Answer(request)), .. Wire.Text("early")], piece);
        WebSocketLink client = await upgrading;
        Assert.Equal("early", (await client.ReceiveAsync(stop)).ToString());
    });

    [Theory]
    [InlineData("ws://a.test", "/", "a.test")]
    [InlineData("ws://a.test:80/x", "/x", "a.test")]
    [InlineData("wss://a.test:443/x", "/x", "a.test")]
    [InlineData("ws://a.test:443/x?y=%20", "/x?y=%20", "a.test:443")]
    [InlineData("ws://[::1]:8080/", "/", "[::1]:8080")]
    [InlineData("ws://[::1]/", "/", "[::1]")]
    [InlineData("ws://b\u00FCcher.test/", "/", "xn--bcher-kva.test")]
    public void A_request_names_target_and_host(string address, string target, string host)
    {
        var headers = new HttpFields();
        headers.Add("X-Token", "t");
        string request = Encoding.ASCII.GetString(ClientHandshake.RequestFor(
            new Uri(address), "dGhlIHNhbXBsZSBub25jZQ==", new WebSocketClientOptions { Headers = headers, Subprotocols = ["v2", "v1"] }));
        Assert.Equal(
            $"GET {target} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: v2, v1\r\nX-Token: t\r\n\r\n",
            request);
    }

    [Fact]
    public Task A_refusal_carries_what_the_server_said() => OnShard.Run(async (shard, stop) =>
    {
        WebSocketConnectException failure = await Fail(shard, _ => "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\n\r\nroom is full\n");
        Assert.Equal((503, "HTTP/1.1 503 Service Unavailable", "room is full"), (failure.HttpStatus, failure.StatusLine, failure.Body));
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.Equal(
            "ws://server.test:81/a%20b refused the upgrade: 'HTTP/1.1 503 Service Unavailable', saying 'room is full'.", failure.Message);
    });

    [Fact]
    public Task A_refusal_without_a_body_is_reported_although_the_connection_stays_open() => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        Task<WebSocketLink> upgrading = WebSocketClient.UpgradeAsync(link, s_address, null, stop).AsTask();
        link.Arrive("HTTP/1.1 301 Moved\r\nLocation: https://other.test/\r\nContent-Length: 0\r\n\r\n"u8);
        Assert.True(upgrading.IsCompleted);
        WebSocketConnectException failure = await Assert.ThrowsAsync<WebSocketConnectException>(() => upgrading);
        Assert.Equal((301, ""), (failure.HttpStatus, failure.Body));
        Assert.EndsWith("It points to https://other.test/; connect there with ws or wss.", failure.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "did not answer in HTTP/1.1")]
    [InlineData("", "closed the connection without an answer")]
    [InlineData("HTTP/1.1 101 Swi", "after 16 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "refused the upgrade: 'HTTP/1.1 200 OK'")]
    public Task Other_answers_are_named(string answer, string words) => OnShard.Run(async (shard, stop) =>
        Assert.Contains(words, (await Fail(shard, _ => answer)).Message, StringComparison.Ordinal));

    [Theory]
    [InlineData("Upgrade: websocket\r\n", "", "lacks 'Upgrade")]
    [InlineData("Connection: Upgrade\r\n", "", "lacks 'Connection")]
    [InlineData("Sec-WebSocket-Accept: ", "Sec-WebSocket-Accept: x", "does not answer our key")]
    [InlineData("\r\n\r\n", "\r\nSec-WebSocket-Protocol: other\r\n\r\n", "'other', which was not offered")]
    [InlineData("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n", "extensions that were not offered")]
    public Task A_101_that_breaks_a_rule_is_refused(string part, string replacement, string words) => OnShard.Run(async (shard, stop) =>
    {
        WebSocketConnectException failure = await Fail(shard, request => Answer(request).Replace(part, replacement, StringComparison.Ordinal));
        Assert.Equal(101, failure.HttpStatus);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task Nobody_listening_fails_at_the_connect_stage() => OnShard.Run(async (shard, stop) =>
    {
        // Bound and not listening: nobody else can have the port meanwhile.
        using System.Net.Sockets.Socket nobody = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)nobody.LocalEndPoint!).Port;
        WebSocketConnectException failure = await Assert.ThrowsAsync<WebSocketConnectException>(
            async () => await WebSocketClient.ConnectAsync(shard, new Uri($"ws://127.0.0.1:{port}/"), null, stop));
        Assert.Equal(WebSocketConnectStage.Connect, failure.Stage);
        Assert.Equal(LinkError.Refused, Assert.IsType<LinkException>(failure.InnerException).Error);
    });

    [Fact]
    public Task A_server_that_never_answers_times_out_at_the_upgrade_stage() => Patience.WithAsync(TimeSpan.FromMilliseconds(200), limit => OnShard.Run(async (shard, stop) =>
    {
        using TcpListener listener = shard.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        WebSocketConnectException failure = await Assert.ThrowsAsync<WebSocketConnectException>(async () => await WebSocketClient.ConnectAsync(
            shard,
            new Uri($"ws://localhost:{listener.LocalEndPoint.Port}/"),
            new WebSocketClientOptions { ConnectTimeout = limit },
            stop));
        Assert.Equal((WebSocketConnectStage.Upgrade, true), (failure.Stage, failure.IsTimeout));
        Assert.Contains(limit.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture) + " s", failure.Message, StringComparison.Ordinal);
    }));

    [Theory]
    [InlineData("http://a.test/", "ws://host:port/path")]
    [InlineData("ws://a.test/#f", "fragment")]
    public Task An_address_that_can_not_work_is_refused_with_the_fix(string address, string words) => OnShard.Run(async (shard, stop) =>
        Assert.Contains(
            words,
            (await Assert.ThrowsAsync<ArgumentException>(async () => await WebSocketClient.ConnectAsync(shard, new Uri(address), null, stop))).Message,
            StringComparison.Ordinal));

    private static async Task<WebSocketConnectException> Fail(Shard shard, Func<string, string> answer)
    {
        var link = new MemoryLink(shard);
        Task<WebSocketLink> upgrading = WebSocketClient.UpgradeAsync(link, s_address, null, CancellationToken.None).AsTask();
        link.Arrive(Encoding.ASCII.GetBytes(answer(Sent(link))));
        link.End();
        WebSocketConnectException failure = await Assert.ThrowsAsync<WebSocketConnectException>(() => upgrading);
        Assert.Equal(WebSocketConnectStage.Upgrade, failure.Stage);
        Assert.True(link.IsDisposed);
        return failure;
    }

    private static string Sent(MemoryLink link) => Encoding.ASCII.GetString(CollectionsMarshal.AsSpan(link.Sent));

    private static string Answer(string request)
    {
        string key = request.Split("Sec-WebSocket-Key: ")[1][..24];
        return $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {AcceptKey.AnswerTo(key)}\r\n\r\n";
    }
}
