using System.Text;
using Millrace.Engine.Http;
using Xunit;

namespace Millrace.Engine.Tests.Http;

public sealed class HttpAnswerReaderTests
{
    private const string Plain = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: live=abc; HttpOnly; Path=/\r\nset-cookie: theme=dark\r\nContent-Length: 14\r\n\r\n<p>Grüße</p>";
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<p>Gr\r\n8;name=value\r\nüße</p\r\n1\r\n>\r\n0\r\n\r\n";
    private const string ToTheEnd = "HTTP/1.0 404 Not Found\r\n\r\nno such page";

    public static TheoryData<string, bool> Answers => new() { { Plain, false }, { Chunked, false }, { ToTheEnd, true } };

    [Fact]
    public void A_page_by_its_length_is_read_with_its_cookies()
    {
        HttpAnswer answer = Read(Plain);

        Assert.Equal((200, "live=abc; theme=dark", "<p>Grüße</p>", true), (answer.Status, answer.Cookies, answer.Text, answer.CanGoOn));
    }

    [Fact]
    public void A_page_in_chunks_is_put_together() => Assert.Equal("<p>Grüße</p>", Read(Chunked).Text);

    [Fact]
    public void A_page_up_to_the_end_of_the_connection_leaves_none_to_go_on_with()
    {
        HttpAnswer answer = Read(ToTheEnd, hasEnded: true);

        Assert.Equal((404, "no such page", false), (answer.Status, answer.Text, answer.CanGoOn));
    }

    [Fact]
    public void An_answer_without_content_ends_with_its_head()
    {
        HttpAnswer answer = Read("HTTP/1.1 204 No Content\r\n\r\n");

        Assert.Equal((204, "", true), (answer.Status, answer.Text, answer.CanGoOn));
    }

    [Fact]
    public void A_connection_that_the_server_closes_is_not_gone_on_with() =>
        Assert.False(Read("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").CanGoOn);

    [Theory]
    [MemberData(nameof(Answers))]
    public void Every_truncation_needs_more_and_is_malformed_once_nothing_more_comes(string text, bool toTheEnd)
    {
        byte[] whole = Encoding.UTF8.GetBytes(text);
        int bodyAt = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Equal(HttpReading.NeedMore, WholeAnswer.Read(whole.AsSpan(0, length), hasEnded: false, out _, out _));
            HttpReading atTheEnd = WholeAnswer.Read(whole.AsSpan(0, length), hasEnded: true, out _, out string? problem);
            Assert.Equal(toTheEnd && length >= bodyAt ? HttpReading.Complete : HttpReading.Malformed, atTheEnd);
            Assert.Equal(atTheEnd == HttpReading.Malformed, problem is not null);
        }
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("HTTP/2 200 OK")]
    [InlineData("HTTP/1.1 20 OK")]
    [InlineData("HTTP/1.1 2OO OK")]
    [InlineData("HTTP/1.1 200 OK\r\nno field")]
    [InlineData("HTTP/1.1 200 OK\r\n: no name")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1x")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip")]
    public void A_head_that_is_none_is_malformed(string head) =>
        Assert.Equal(HttpReading.Malformed, WholeAnswer.Read(Encoding.ASCII.GetBytes(head + "\r\n\r\nbody"), hasEnded: false, out _, out _));

    [Theory]
    [InlineData("x\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("ffffffff\r\n")]
    [InlineData("7fffffff\r\nab")]
    [InlineData("2\r\nabc\r\n")]
    [InlineData("0\r\n\r\nmore")]
    public void Chunks_that_are_none_are_malformed(string body) =>
        Assert.Equal(HttpReading.Malformed, WholeAnswer.Read(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body), hasEnded: false, out _, out _));

    [Fact]
    public void More_than_was_announced_is_malformed() =>
        Assert.Equal(HttpReading.Malformed, WholeAnswer.Read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc"u8, hasEnded: false, out _, out _));

    [Fact]
    public void A_head_without_an_end_is_malformed_before_it_fills_memory()
    {
        byte[] endless = new byte[HttpAnswerReader.MostHeadBytes + 1];
        "HTTP/1.1 200 OK\r\nX: "u8.CopyTo(endless);
        endless.AsSpan(20).Fill((byte)'x');

        Assert.Equal(HttpReading.Malformed, WholeAnswer.Read(endless, hasEnded: false, out _, out _));
    }

    [Fact]
    public void A_cookie_that_would_break_our_own_request_is_left_out() =>
        Assert.Equal("b=2", Read("HTTP/1.1 200 OK\r\nSet-Cookie: a=1 2\r\nSet-Cookie: nothing\r\nSet-Cookie: =x\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n").Cookies);

    [Fact]
    public void Mutations_of_an_answer_never_throw()
    {
        var random = new Random(1);
        foreach (byte[] whole in (byte[][])[Encoding.UTF8.GetBytes(Plain), Encoding.UTF8.GetBytes(Chunked)])
        {
            for (int round = 0; round < 5000; round++)
            {
                byte[] mutated = [.. whole];
                for (int n = random.Next(1, 4); n > 0; n--)
                {
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                }

                HttpReading reading = WholeAnswer.Read(mutated, hasEnded: round % 2 == 0, out HttpAnswer? answer, out string? problem);
                Assert.Equal((reading == HttpReading.Complete, reading == HttpReading.Malformed), (answer is not null, problem is not null));
            }
        }
    }

    private static HttpAnswer Read(string text, bool hasEnded = false)
    {
        HttpReading reading = WholeAnswer.Read(Encoding.UTF8.GetBytes(text), hasEnded, out HttpAnswer? answer, out string? problem);
        Assert.True(reading == HttpReading.Complete, problem ?? reading.ToString());
        return answer!;
    }
}
