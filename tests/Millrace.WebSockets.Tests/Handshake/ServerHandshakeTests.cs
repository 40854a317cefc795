using System.Runtime.InteropServices;
using System.Text;
using Millrace.Shards;

namespace Millrace.WebSockets.Tests.Handshake;

public sealed class ServerHandshakeTests
{
    private const string Request = "GET /ws/room?q HTTP/1.1\r\nHost: a.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: v2, v1\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(100_000)]
    public Task A_request_in_any_segments_is_accepted_and_the_connection_works(int piece) => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive(Encoding.ASCII.GetBytes(Request), piece);
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(link, new WebSocketServerOptions { Subprotocols = ["v1", "v2"] }, stop);
        Assert.True(accept.IsAccepted);
        Assert.Equal("/ws/room", accept.Request.Path);
        Assert.Equal("v1", accept.Link.Subprotocol);
        Assert.Equal(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: v1\r\n\r\n",
            Answer(link));
        link.Arrive(Wire.Text("hi", 7), piece);
        Assert.Equal("hi", (await accept.Link.ReceiveAsync(stop)).ToString());
    });

    [Fact]
    public Task The_application_decides_before_the_answer() => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive(Encoding.ASCII.GetBytes(Request));
        Task leaving = LeaveOnceAnsweredAsync(shard, link, stop);
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(
            link,
            new WebSocketServerOptions
            {
                Decide = async (request, token) =>
                {
                    await shard.Delay(TimeSpan.FromMilliseconds(5), token);
                    Assert.Empty(link.Sent);
                    return UpgradeDecision.Refuse(503, "Full.", TimeSpan.FromSeconds(1.2));
                },
            },
            stop);
        Assert.Equal((false, 503, "Full."), (accept.IsAccepted, accept.Status, accept.Reason));
        Assert.Equal(
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 5\r\nRetry-After: 2\r\n\r\nFull.",
            Answer(link));
        await leaving;
        Assert.True(link.IsDisposed && link.IsShutDown);
    });

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "426 Upgrade Required", "\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n")]
    [InlineData(
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n\r\n",
        "426 Upgrade Required",
        "\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\n\r\n", "405 Method Not Allowed", "Allow: GET")]
    [InlineData("GARBAGE\r\n\r\n", "400 Bad Request", "")]
    [InlineData("\u0016\u0003\u0001", "400 Bad Request", "")] // a TLS hello on a plain port
    public Task A_refusal_says_its_status_and_what_would_help(string request, string status, string field) => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive(Encoding.Latin1.GetBytes(request));
        link.End();
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(link, WebSocketServerOptions.Default, stop);
        Assert.False(accept.IsAccepted);
        Assert.StartsWith("HTTP/1.1 " + status, Answer(link), StringComparison.Ordinal);
        Assert.Contains(field, Answer(link), StringComparison.Ordinal);
        Assert.True(link.IsDisposed);
    });

    [Theory]
    [InlineData("")]
    [InlineData("GET /slow HTTP/1.1\r\nHo")]
    public Task A_client_that_dawdles_is_told_408_in_time(string begun) => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive(Encoding.ASCII.GetBytes(begun));
        Task<WebSocketAccept> accepting = WebSocketServer.AcceptAsync(
            link, new WebSocketServerOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(50) }, stop).AsTask();
        Task leaving = LeaveOnceAnsweredAsync(shard, link, stop);
        Assert.Equal(408, (await accepting).Status);
        await leaving;
        Assert.StartsWith("HTTP/1.1 408", Answer(link), StringComparison.Ordinal);
        Assert.True(link.IsDisposed);
    });

    [Fact]
    public Task A_head_that_never_ends_is_refused_at_its_limit() => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nX: " + new string('x', 100_000)), 1000);
        link.End();
        Assert.Equal(431, (await WebSocketServer.AcceptAsync(link, WebSocketServerOptions.Default, stop)).Status);
    });

    [Fact]
    public Task Bytes_behind_the_request_are_refused() => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive(Encoding.ASCII.GetBytes(Request + "GET /smuggled HTTP/1.1\r\n\r\n"));
        link.End();
        Assert.Equal(400, (await WebSocketServer.AcceptAsync(link, WebSocketServerOptions.Default, stop)).Status);
    });

    [Fact]
    public Task A_client_that_leaves_is_no_error_of_ours() => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive("GET / HT"u8);
        link.End();
        Assert.Equal(0, (await WebSocketServer.AcceptAsync(link, WebSocketServerOptions.Default, stop)).Status);
        Assert.True(link.IsDisposed);
    });

    [Theory]
    [InlineData(false, 408)]
    [InlineData(true, 504)]
    public Task A_decision_that_takes_too_long_is_answered(bool hasItsOwnTime, int status) => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive(Encoding.ASCII.GetBytes(Request));
        Task leaving = LeaveOnceAnsweredAsync(shard, link, stop);
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(
            link,
            new WebSocketServerOptions
            {
                HandshakeTimeout = hasItsOwnTime ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(50),
                DecideTimeout = hasItsOwnTime ? TimeSpan.FromMilliseconds(50) : null,
                Decide = async (_, token) =>
                {
                    await shard.Delay(TimeSpan.FromMinutes(1), token);
                    return UpgradeDecision.Accept();
                },
            },
            stop);
        await leaving;
        Assert.Equal((status, "/ws/room"), (accept.Status, accept.Request?.Path));
    });

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 400)]
    public Task A_client_that_leaves_or_speaks_before_it_is_answered_is_noticed_at_once(bool speaks, int status) => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive(Encoding.ASCII.GetBytes(Request));
        bool cancelled = false;
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(
            link,
            new WebSocketServerOptions
            {
                Decide = async (_, leaving) =>
                {
                    await Task.Yield();
                    link.Arrive(speaks ? Wire.Text("early", 7) : []);
                    link.End();
                    try
                    {
                        await shard.Delay(TimeSpan.FromMinutes(1), leaving);
                    }
                    finally
                    {
                        cancelled = leaving.IsCancellationRequested;
                    }

                    return UpgradeDecision.Accept();
                },
            },
            stop);
        Assert.Equal((status, true, true), (accept.Status, cancelled, link.IsDisposed));
    });

    [Fact]
    public Task A_client_that_waits_for_a_decision_is_served_as_any_other() => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive(Encoding.ASCII.GetBytes(Request));
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(
            link,
            new WebSocketServerOptions
            {
                DecideTimeout = TimeSpan.FromSeconds(20),
                Decide = async (_, _) =>
                {
                    await shard.Delay(TimeSpan.FromMilliseconds(30), stop);
                    return UpgradeDecision.Accept();
                },
            },
            stop);
        Assert.True(accept.IsAccepted, accept.Reason);
        link.Arrive(Wire.Text("hi", 7), 1);
        Assert.Equal("hi", (await accept.Link.ReceiveAsync(stop)).ToString());
        accept.Link.Dispose();
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_decision_that_throws_is_answered_500_and_rethrown(bool cancelled) => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        link.Arrive(Encoding.ASCII.GetBytes(Request));
        link.End();
        Exception thrown = cancelled ? new OperationCanceledException() : new TimeZoneNotFoundException();
        Exception? seen = await Record.ExceptionAsync(async () => await WebSocketServer.AcceptAsync(
            link, new WebSocketServerOptions { Decide = (_, _) => throw thrown }, stop));
        Assert.Same(thrown, seen);
        Assert.StartsWith("HTTP/1.1 500", Answer(link), StringComparison.Ordinal);
        Assert.True(link.IsDisposed);
    });

    private static async Task LeaveOnceAnsweredAsync(Shard shard, MemoryLink link, CancellationToken stop)
    {
        while (!link.IsShutDown)
        {
            await shard.Delay(TimeSpan.FromMilliseconds(2), stop);
        }

        link.End();
    }

    private static string Answer(MemoryLink link) => Encoding.Latin1.GetString(CollectionsMarshal.AsSpan(link.Sent));
}
