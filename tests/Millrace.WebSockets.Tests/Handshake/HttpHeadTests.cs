using System.Text;
using Millrace.WebSockets.Handshake;

namespace Millrace.WebSockets.Tests.Handshake;

public sealed class HttpHeadTests
{
    private static readonly HeadLimits s_limits = new(1000, 1000, 10);

    [Fact]
    public void A_head_is_incomplete_at_every_truncation_and_then_whole()
    {
        byte[] head = "GET /x HTTP/1.1\r\nHost: a\r\nX-Tab:\t v \t\r\nEmpty:\r\n\r\n"u8.ToArray();
        for (int cut = 0; cut < head.Length; cut++)
        {
            Assert.Equal(HeadParse.Incomplete, HttpHead.Parse(head.AsSpan(0, cut), s_limits, out _, out _, out _));
        }

        byte[] poisoned = [.. head, 0xFF, 0x00, 0x0A];
        Assert.Equal(HeadParse.Head, HttpHead.Parse(poisoned, s_limits, out HttpHead? parsed, out int size, out _));
        Assert.Equal(head.Length, size);
        Assert.Equal("GET /x HTTP/1.1", parsed!.StartLine);
        Assert.Equal([new("Host", "a"), new("X-Tab", "v"), new("Empty", "")], parsed.Fields);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\nHost: a\n\n")] // bare LF
    [InlineData("GET / HTTP/1.1\r\nHost: a\n\r\n")]
    [InlineData("GET / HTTP/1.1\rHost: a\r\n\r\n")] // bare CR
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\tfolded\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost : a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n: a\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nno colon\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\0b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX: a\u007Fb\r\n\r\n")]
    [InlineData("\r\nGET / HTTP/1.1\r\n\r\n")]
    public void What_two_parsers_may_read_differently_is_a_bad_request(string head)
    {
        Assert.Equal(HeadParse.Refused, HttpHead.Parse(Encoding.Latin1.GetBytes(head), s_limits, out _, out _, out Refusal? refusal));
        Assert.Equal(400, refusal!.Status);
    }

    [Theory]
    [InlineData(431, 1, 2000)]
    [InlineData(414, 2000, 1)]
    [InlineData(431, 1, 10)]
    public void A_head_over_a_limit_names_the_limit(int status, int targetLength, int fieldLength)
    {
        string fields = string.Concat(Enumerable.Range(0, 11).Select(i => $"F{i}: {new string('x', fieldLength)}\r\n"));
        byte[] head = Encoding.Latin1.GetBytes($"GET /{new string('t', targetLength)} HTTP/1.1\r\n{fields}\r\n");
        Assert.Equal(HeadParse.Refused, HttpHead.Parse(head, s_limits, out _, out _, out Refusal? refusal));
        Assert.Equal(status, refusal!.Status);
    }

    [Fact]
    public void Garbage_is_refused_or_incomplete_and_nothing_else()
    {
        var random = new Random(99);
        byte[] bytes = new byte[120];
        byte[] legal = "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n"u8.ToArray();
        for (int round = 0; round < Soak.Rounds; round++)
        {
            Span<byte> garbage = bytes.AsSpan(0, random.Next(1, bytes.Length));
            random.NextBytes(garbage);
            if ((round & 1) == 0)
            {
                garbage = bytes.AsSpan(0, legal.Length);
                legal.CopyTo(garbage);
                garbage[random.Next(legal.Length)] = (byte)random.Next(256);
            }

            if (HttpHead.Parse(garbage, s_limits, out HttpHead? head, out _, out _) == HeadParse.Head)
            {
                RequestCheck.Check(head!, WebSocketServerOptions.Default, out Refusal? refusal);
                Assert.NotNull(refusal);
            }
        }
    }
}
