using System.Text;
using Millrace.Engine.Http;
using Xunit;

namespace Millrace.Engine.Tests.Http;

public sealed class HttpRequestTests
{
    private static readonly Uri _target = new("http://127.0.0.1:8001/");

    [Fact]
    public void A_request_without_a_body_is_a_head() =>
        Assert.Equal("GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1:8001\r\nUser-Agent: millrace\r\nAccept: */*\r\n\r\n", Text(HttpRequest.Of("GET", _target, "/v1/health", [("Accept", "*/*")])));

    [Fact]
    public void A_body_is_sent_with_its_length() =>
        Assert.EndsWith("\r\nContent-Length: 3\r\n\r\nabc", Text(HttpRequest.Of("POST", _target, "/", body: "abc"u8)), StringComparison.Ordinal);

    [Fact]
    public void A_post_without_a_body_says_so() => Assert.EndsWith("\r\nContent-Length: 0\r\n\r\n", Text(HttpRequest.Of("POST", _target, "/")), StringComparison.Ordinal);

    [Theory]
    [InlineData("/a\r\nX: y", "b")]
    [InlineData("/", "b\nX: y")]
    public void What_would_break_a_request_open_is_refused(string path, string value) =>
        Assert.Throws<ArgumentException>(() => HttpRequest.Of("GET", _target, path, [("A", value)]));

    private static string Text(byte[] request) => Encoding.ASCII.GetString(request);
}
