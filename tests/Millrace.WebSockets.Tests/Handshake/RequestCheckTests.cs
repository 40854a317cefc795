using System.Text;
using Millrace.WebSockets.Handshake;

namespace Millrace.WebSockets.Tests.Handshake;

public sealed class RequestCheckTests
{
    private const string Legal = "GET /ws/a%20b?q=1&r HTTP/1.1\r\nHost: server.test:81\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chat, other\r\n\r\n";

    [Fact]
    public void A_legal_request_passes_with_its_parts()
    {
        UpgradeRequest? request = Check(Legal, out Refusal? refusal);
        Assert.Null(refusal);
        Assert.Equal(("/ws/a%20b", "q=1&r", "server.test:81"), (request!.Path, request.Query, request.Host));
        Assert.Equal(["chat", "other"], request.Subprotocols);
        Assert.Null(request.Origin);
    }

    [Theory]
    [InlineData("GET /", "GET http://server.test:81/", 0)]
    [InlineData("GET /", "POST /", 405)]
    [InlineData("GET /", "get /", 405)]
    [InlineData("GET /ws", "GET  /ws", 400)]
    [InlineData("GET /ws", "GET ws", 400)]
    [InlineData("GET /ws", "GET /w#s", 400)]
    [InlineData("GET /ws", "GET /w\u00E4s", 400)]
    [InlineData("HTTP/1.1", "HTTP/1.0", 505)]
    [InlineData("HTTP/1.1", "HTTP/2.0", 505)]
    [InlineData("HTTP/1.1", "ICY/1.1", 400)]
    [InlineData("Host: server.test:81", "X: y", 400)]
    [InlineData("Host: server.test:81", "Host: a\r\nHost: b", 400)]
    [InlineData("Host: server.test:81", "Host: a b", 400)]
    [InlineData("Upgrade: WebSocket", "Upgrade: h2c", 426)]
    [InlineData("Upgrade: WebSocket\r\n", "", 426)]
    [InlineData("Connection: keep-alive, Upgrade", "Connection: keep-alive", 400)]
    [InlineData("Version: 13", "Version: 8", 426)]
    [InlineData("Sec-WebSocket-Version: 13\r\n", "", 426)]
    [InlineData("Version: 13", "Version: 13\r\nSec-WebSocket-Version: 13", 426)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ", 400)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", 400)]
    [InlineData("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "", 400)]
    [InlineData("Upgrade: W", "Transfer-Encoding: chunked\r\nUpgrade: W", 400)]
    [InlineData("Upgrade: W", "Content-Length: 5\r\nUpgrade: W", 400)]
    [InlineData("Upgrade: W", "Content-Length: 0\r\nUpgrade: W", 0)]
    [InlineData("Upgrade: W", "Origin: http://evil.test\r\nUpgrade: W", 403)]
    [InlineData("Upgrade: W", "Origin: http://server.test:81\r\nUpgrade: W", 0)]
    [InlineData("Upgrade: W", "Origin: http://server.test:81\r\nOrigin: http://evil.test\r\nUpgrade: W", 400)]
    [InlineData("chat, other", "cha t", 400)]
    public void Each_rule_has_its_status(string part, string replacement, int status)
    {
        Assert.Contains(part, Legal, StringComparison.Ordinal);
        UpgradeRequest? request = Check(Legal.Replace(part, replacement, StringComparison.Ordinal), out Refusal? refusal);
        Assert.Equal(status, refusal?.Status ?? 0);
        Assert.Equal(status == 0, request is not null);
    }

    [Fact]
    public void A_wrong_version_is_told_the_right_one()
    {
        Check(Legal.Replace(": 13", ": 99", StringComparison.Ordinal), out Refusal? refusal);
        Assert.Equal(("Sec-WebSocket-Version", "13"), (refusal!.Field, refusal.FieldValue));
    }

    [Fact]
    public void The_key_of_the_specification_has_its_answer() =>
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", AcceptKey.AnswerTo("dGhlIHNhbXBsZSBub25jZQ=="));

    [Theory]
    [InlineData("evil.test", 421)]
    [InlineData("localhost:81", 0)]
    public void A_page_whose_name_was_made_to_point_here_is_told_from_one_of_our_own(string host, int status)
    {
        string rebound = Legal.Replace("server.test:81", host, StringComparison.Ordinal).Replace("Upgrade: W", $"Origin: http://{host}\r\nUpgrade: W", StringComparison.Ordinal);
        Check(rebound, out Refusal? refusal, WebSocketServerOptions.Default with { Hosts = HostPolicy.Local });
        Assert.Equal(status, refusal?.Status ?? 0);
    }

    private static UpgradeRequest? Check(string text, out Refusal? refusal, WebSocketServerOptions? options = null)
    {
        Assert.Equal(HeadParse.Head, HttpHead.Parse(Encoding.Latin1.GetBytes(text), new HeadLimits(8000, 8000, 100), out HttpHead? head, out _, out _));
        return RequestCheck.Check(head!, options ?? WebSocketServerOptions.Default, out refusal);
    }
}
