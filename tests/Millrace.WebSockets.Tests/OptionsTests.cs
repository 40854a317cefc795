namespace Millrace.WebSockets.Tests;

public sealed class OptionsTests
{
    [Fact]
    public void Defaults_are_valid()
    {
        Assert.Empty(WebSocketOptions.Default.Validate());
        Assert.Empty(WebSocketServerOptions.Default.Validate());
        Assert.Empty(WebSocketClientOptions.Default.Validate());
        Assert.Empty(new WebSocketOptions { Deflate = new() }.Validate());
    }

    [Fact]
    public void All_errors_are_reported_at_once()
    {
        var options = new WebSocketServerOptions
        {
            MaxHeadBytes = 1,
            Subprotocols = ["a b", "c", "c"],
            Connection = new() { MaxMessageBytes = 1, SendTimeout = TimeSpan.Zero, KeepAliveInterval = TimeSpan.Zero, Deflate = new() { MinMessageBytes = -1 } },
        };
        IReadOnlyList<string> errors = options.Validate();
        Assert.Equal(7, errors.Count);
        Assert.Contains("MaxHeadBytes is 1 bytes; give 256 to 16384.", errors);
    }

    [Fact]
    public void A_queue_that_can_not_echo_the_largest_message_is_refused() =>
        Assert.Contains("1048590", Assert.Single(new WebSocketOptions { MaxSendQueueBytes = 1024 * 1024 }.Validate()), StringComparison.Ordinal);

    [Theory]
    [InlineData("Sec-WebSocket-Key", "x", "sets itself")]
    [InlineData("X-Evil", "a\r\nHost: b", "control characters")]
    [InlineData("X Y", "a", "control characters")]
    public void A_request_header_that_would_break_the_handshake_is_refused(string name, string value, string words)
    {
        var headers = new HttpFields();
        headers.Add(name, value);
        Assert.Contains(words, Assert.Single(new WebSocketClientOptions { Headers = headers }.Validate()), StringComparison.Ordinal);
    }
}
