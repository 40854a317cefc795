using System.Text;
using Millrace.Gateway.Wire;
using Millrace.Testing;

namespace Millrace.Gateway.Tests.Wire;

public sealed class LineFramerTests
{
    private static readonly string Long = new('x', 70_000);

    [Fact]
    public void Every_cut_of_the_stream_gives_the_same_lines()
    {
        byte[] stream = "\n\r\n{\"a\":1}\nsecond\r\n\n\r\r\nfourth ä😀\nfifth".Utf8();
        foreach (Segmentation cut in HostileSegments.All(stream, seed: 5, randomCount: 100))
        {
            using LineFramer framer = new(100);
            Assert.Equal(["{\"a\":1}", "second", "\r", "fourth ä😀"], Lines(framer, cut));
            Assert.Equal(5, framer.Pending);
            Assert.False(framer.IsTooLong);
        }
    }

    [Fact]
    public void Long_lines_come_through_whatever_the_cut()
    {
        byte[] stream = $"a\n{Long}\nb\n{Long}{Long}\r\nc\n".Utf8();
        foreach (Segmentation cut in HostileSegments.Random(stream, seed: 6, count: 20))
        {
            using LineFramer framer = new(140_000);
            Assert.Equal(["a", Long, "b", Long + Long, "c"], Lines(framer, cut));
            Assert.Equal(0, framer.Capacity);
        }
    }

    [Theory]
    [InlineData("12345678\n", false)]
    [InlineData("12345678\r\n", false)]
    [InlineData("12345678\r", false)]
    [InlineData("123456789\n", true)]
    [InlineData("123456789", true)]
    [InlineData("12345678\rx", true)]
    [InlineData("12345678\r\r\n", true)]
    public void Line_may_have_exactly_as_many_bytes_as_allowed(string stream, bool isTooLong)
    {
        foreach (Segmentation cut in HostileSegments.All(("ok\n" + stream).Utf8()))
        {
            using LineFramer framer = new(8);
            List<string> lines = Lines(framer, cut);
            Assert.Equal(isTooLong, framer.IsTooLong);
            Assert.Equal("ok", lines[0]);
            Assert.Equal(!isTooLong && stream.EndsWith('\n') ? 2 : 1, lines.Count);
        }
    }

    [Fact]
    public void Nothing_is_read_after_a_line_that_is_too_long()
    {
        using LineFramer framer = new(8);
        Feed(framer, "0123456789ABCDEF\nok\n"u8);

        Assert.False(framer.TryRead(out _));
        Assert.True(framer.IsTooLong);
        Feed(framer, "ok\n"u8);
        Assert.False(framer.TryRead(out _));
        Assert.Equal(0, framer.Capacity);
    }

    [Fact]
    public void Long_lines_are_stepped_over_where_that_is_asked_for_whatever_the_cut()
    {
        byte[] stream = "ok\n123456789\n\nnext\r\n0123456789ABCDEFGHIJ\r\n12345678\r\n12345678\r\r\nlast\n123456789".Utf8();
        foreach (Segmentation cut in HostileSegments.All(stream, seed: 7, randomCount: 100))
        {
            using LineFramer framer = new(8) { SkipsLongLines = true };
            Assert.Equal(["ok", "next", "12345678", "last"], Lines(framer, cut));
            Assert.Equal(4, framer.LongLines);
            Assert.Equal(9, framer.SkippedBytes);
            Assert.False(framer.IsTooLong);
            Assert.Equal(0, framer.Capacity);
        }
    }

    [Fact]
    public void Hundred_megabytes_without_a_newline_are_thrown_away_in_little_memory_and_counted()
    {
        const int limit = 40_000;
        using LineFramer framer = new(limit) { SkipsLongLines = true };
        int largest = 0;
        long fed = 0;
        while (fed < 100_000_000)
        {
            Span<byte> to = framer.GetSpan();
            to.Fill((byte)'x');
            fed += to.Length;
            framer.Advance(to.Length);
            Assert.False(framer.TryRead(out _));
            largest = Math.Max(largest, framer.Capacity);
        }

        Assert.InRange(largest, 0, (2 * limit) + (8 * 1024));
        Assert.Equal(0, framer.Capacity);
        Assert.Equal((1, fed), (framer.LongLines, framer.SkippedBytes));
        Feed(framer, "\nok\n"u8);
        Assert.True(framer.TryRead(out ReadOnlySpan<byte> line));
        Assert.Equal("ok", line.Text());
        Assert.Equal((1, 0), (framer.LongLines, framer.SkippedBytes));
    }

    [Fact]
    public void The_limit_can_be_raised_between_lines()
    {
        using LineFramer framer = new(4);
        Feed(framer, "1234\n1234567\n"u8);
        Assert.True(framer.TryRead(out _));
        framer.MaxLineBytes = 7;

        Assert.True(framer.TryRead(out ReadOnlySpan<byte> line));
        Assert.Equal("1234567", line.Text());
    }

    [Theory]
    [InlineData(100)]
    [InlineData(40_000)]
    [InlineData(2 * 1024 * 1024)]
    public void Hundred_megabytes_without_a_newline_hold_no_more_than_the_stated_bound(int maxLineBytes)
    {
        using LineFramer framer = new(maxLineBytes);
        int largest = 0;
        for (long fed = 0; fed < 100_000_000;)
        {
            Span<byte> to = framer.GetSpan();
            to.Fill((byte)'x');
            fed += to.Length;
            framer.Advance(to.Length);
            Assert.False(framer.TryRead(out _));
            largest = Math.Max(largest, framer.Capacity);
        }

        Assert.True(framer.IsTooLong);
        Assert.InRange(largest, 0, Math.Max(LineFramer.Smallest, (2 * maxLineBytes) + (8 * 1024)));
        Assert.Equal(0, framer.Capacity);
    }

    [Fact]
    public void Buffer_is_held_only_while_bytes_wait()
    {
        using LineFramer framer = new(1000);
        Assert.Equal(0, framer.Capacity);

        Feed(framer, "half"u8);
        Assert.False(framer.TryRead(out _));
        Assert.NotEqual(0, framer.Capacity);

        Feed(framer, " and half\n"u8);
        Assert.True(framer.TryRead(out ReadOnlySpan<byte> line));
        Assert.Equal("half and half", line.Text());
        Assert.False(framer.TryRead(out _));
        Assert.Equal(0, framer.Capacity);
    }

    [Fact]
    public void Reading_on_without_taking_lines_is_stopped()
    {
        using LineFramer framer = new(100);
        Assert.Throws<InvalidOperationException>(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Feed(framer, "0123456789ABCDEF0123456789ABCDEF\n0123456789ABCDEF0123456789ABCDE\n"u8);
            }
        });
    }

    [Fact]
    public void Lines_cost_no_allocation()
    {
        using LineFramer framer = new(1000);
        byte[] stream = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"action\":\"ack\",\"params\":{\"seq\":7}}\n", 100)));
        Run(framer, stream);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(framer, stream);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(LineFramer framer, byte[] stream)
    {
        for (int i = 0; i < 100; i++)
        {
            Feed(framer, stream);
            while (framer.TryRead(out _))
            {
            }
        }
    }

    private static List<string> Lines(LineFramer framer, Segmentation cut)
    {
        List<string> lines = [];
        foreach (ReadOnlyMemory<byte> segment in cut.Segments)
        {
            Feed(framer, segment.Span, lines);
        }

        return lines;
    }

    private static void Feed(LineFramer framer, ReadOnlySpan<byte> bytes, List<string>? lines = null)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> to = framer.GetSpan();
            int count = Math.Min(to.Length, bytes.Length);
            bytes[..count].CopyTo(to);
            framer.Advance(count);
            bytes = bytes[count..];
            while (lines is not null && framer.TryRead(out ReadOnlySpan<byte> line))
            {
                lines.Add(line.Text());
            }
        }
    }
}
