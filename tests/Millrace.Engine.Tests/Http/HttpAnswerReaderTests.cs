using System.Text;
using Millrace.Engine.Http;
using Millrace.Testing;
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

    private const string Interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private const string Trailers = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n00\r\nDigest: x\r\nMore: y\r\n\r\n";
    private const string Folded = "HTTP/1.1 200\r\nX: one\r\n two\r\nContent-Length: 1\r\n\r\nx";

    public static TheoryData<string> Whole => new() { Plain, Chunked, Interim, Trailers, Folded };

    [Theory]
    [MemberData(nameof(Whole))]
    public void However_an_answer_is_cut_it_reads_the_same(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        HttpAnswer whole = Read(text);
        foreach (Segmentation way in HostileSegments.All(bytes))
        {
            HttpReading reading = WholeAnswer.Read(way.Segments.Select(piece => piece.ToArray()), hasEnded: false, out HttpAnswer? answer, out string? problem);

            Assert.True(reading == HttpReading.Complete, $"{way.Name}: {problem}");
            Assert.Equal((whole.Status, whole.Text, whole.CanGoOn, whole.Bytes), (answer!.Status, answer.Text, answer.CanGoOn, answer.Bytes));
        }
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void However_an_answer_is_truncated_it_is_none(string text)
    {
        foreach (byte[] cut in Garbage.Truncations(Encoding.UTF8.GetBytes(text)))
        {
            Assert.Equal(HttpReading.Malformed, WholeAnswer.Read(cut, hasEnded: true, out _, out _));
        }
    }

    [Fact]
    public void Garbage_is_refused_and_however_it_is_cut_it_is_refused_alike()
    {
        foreach (byte[] bytes in Garbage.Bytes(seed: 8, count: 2000).Concat(Garbage.Mutations(Encoding.UTF8.GetBytes(Trailers), seed: 8, count: 2000)))
        {
            HttpReading whole = WholeAnswer.Read(bytes, hasEnded: true, out HttpAnswer? answer, out string? problem);
            HttpReading cut = WholeAnswer.Read(bytes.Select(value => new[] { value }), hasEnded: true, out HttpAnswer? again, out _);

            Assert.Equal((whole == HttpReading.Complete, whole == HttpReading.Malformed), (answer is not null, problem is not null));
            Assert.Equal((whole, answer?.Status, answer?.Text), (cut, again?.Status, again?.Text));
        }
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: foo, Close\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: upgrade, keep-alive\r\nContent-Length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", false)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", false)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n", true)]
    public void Whether_the_connection_goes_on_is_said_by_the_answer(string text, bool goesOn) => Assert.Equal(goesOn, Read(text).CanGoOn);

    [Fact]
    public void An_answer_to_HEAD_ends_with_its_head()
    {
        Assert.Equal(HttpReading.Complete, WholeAnswer.Read([Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")], hasEnded: false, out HttpAnswer? answer, out _, isHead: true));
        Assert.True(answer!.CanGoOn);
    }

    [Theory]
    [InlineData("Content-Length: 11\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n6\r\n123456\r\n5\r\n")]
    [InlineData("\r\n12345678901")]
    public void More_than_is_taken_is_too_large_before_it_has_come(string rest)
    {
        var reader = new HttpAnswerReader(mostBytes: 10);
        reader.Begin();
        ReadOnlySpan<byte> left = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + rest);
        HttpReading reading = HttpReading.NeedMore;
        while (reading == HttpReading.NeedMore && !left.IsEmpty)
        {
            reading = reader.Read(left, out int used, out _);
            left = left[used..];
        }

        Assert.Equal((HttpReading.Malformed, HttpFault.TooLarge), (reading, reader.Fault));
    }

    [Fact]
    public void An_answer_allocates_nothing()
    {
        var reader = new HttpAnswerReader();
        byte[] bytes = Encoding.UTF8.GetBytes(Trailers);
        void Once()
        {
            reader.Begin();
            ReadOnlySpan<byte> left = bytes;
            while (!left.IsEmpty)
            {
                reader.Read(left, out int used, out _);
                left = left[used..];
            }
        }

        Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Once();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static HttpAnswer Read(string text, bool hasEnded = false)
    {
        HttpReading reading = WholeAnswer.Read(Encoding.UTF8.GetBytes(text), hasEnded, out HttpAnswer? answer, out string? problem);
        Assert.True(reading == HttpReading.Complete, problem ?? reading.ToString());
        return answer!;
    }
}
