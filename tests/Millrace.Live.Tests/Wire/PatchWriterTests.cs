using System.Globalization;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Wire;

public sealed class PatchWriterTests
{
    [Fact]
    public void The_patch_of_the_bench_page_takes_no_more_than_45_bytes()
    {
        var writer = new PatchWriter();
        writer.Begin(1_000_000, 1_000_000);
        writer.SetText(4, "0123456789abcdef01234567");
        writer.SetText(21, "0123456789abcdef01234567");

        Assert.Equal(37, writer.End(wantsAck: false).Length);
        Assert.Equal(2, writer.OperationCount);
    }

    [Fact]
    public void A_text_that_comes_again_is_a_reference()
    {
        var writer = new PatchWriter();
        writer.Begin(1, 0);
        writer.SetText(1, "abc");
        writer.SetText(2, "xyz");
        writer.SetText(3, "abc");

        byte[] expected = [0x82, 1, 0, 1, 1, 6, (byte)'a', (byte)'b', (byte)'c', 1, 2, 6, (byte)'x', (byte)'y', (byte)'z', 1, 3, 1];
        Assert.Equal(expected, writer.End(wantsAck: false).ToArray());
    }

    [Fact]
    public void A_text_of_two_bytes_has_no_number()
    {
        var writer = new PatchWriter();
        writer.Begin(1, 0);
        writer.SetText(1, "ab");
        writer.SetText(2, "abc");
        writer.SetText(3, "ab");
        writer.SetText(4, "abc");

        Assert.Equal([1, 4, 1], writer.End(wantsAck: true).ToArray()[^3..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    [InlineData(10_000)]
    public void However_many_texts_a_frame_has_each_comes_out_as_it_went_in_and_twice_costs_little(int texts)
    {
        var writer = new PatchWriter();
        for (uint frame = 1; frame <= 3; frame++)
        {
            writer.Begin(frame + 1, 0);
            for (int i = 0; i < texts; i++)
            {
                writer.Insert(0, 0, (frame * 1_000_000) + (uint)i + 1);
                writer.TextNode((frame * 1_000_000) + (uint)i + 1, $"text {frame * i}");
            }

            int once = writer.Length;
            for (int i = 0; i < texts; i++)
            {
                writer.SetText((frame * 1_000_000) + (uint)i + 1, $"text {frame * i}");
            }

            Assert.InRange(writer.Length - once, 1, texts * 9);
            var document = Empty(frame);
            Assert.Equal(ApplyResult.Applied, document.Apply(writer.End(false).Span, out WireError error));
            Assert.False(error.IsError, error.ToString());
            IReadOnlyList<uint> children = document.Children(0);
            for (int i = 0; i < texts; i++)
            {
                Assert.Equal($"text {frame * i}", document.Text(children[i]));
            }
        }
    }

    [Fact]
    public void Random_texts_from_few_words_come_out_as_they_went_in()
    {
        var random = new Random(7);
        var writer = new PatchWriter();
        for (int round = 0; round < 200; round++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => Word(random))];
            string[] used = [.. Enumerable.Range(0, random.Next(1, 120)).Select(_ => words[random.Next(words.Length)])];
            writer.Begin(2, 0);
            for (int i = 0; i < used.Length; i++)
            {
                writer.Insert(0, 0, (uint)i + 1);
                writer.TextNode((uint)i + 1, used[i]);
            }

            var document = Empty(1);
            Assert.Equal(ApplyResult.Applied, document.Apply(writer.End(false).Span, out _));
            Assert.Equal(used, document.Children(0).Select(document.Text));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(8190)]
    [InlineData(8192)]
    [InlineData(3_000_000)]
    public void Lengths_where_the_number_before_the_text_grows_come_out_as_they_went_in(int length)
    {
        foreach (string letter in new[] { "a", "ä", "€", "🚀" })
        {
            string text = string.Concat(Enumerable.Repeat(letter, length));
            var writer = new PatchWriter();
            writer.Begin(2, 0);
            writer.Insert(0, 0, 1);
            writer.TextNode(1, text);
            writer.Insert(0, 0, 2);
            writer.TextNode(2, text);
            var document = Empty(1);

            Assert.Equal(ApplyResult.Applied, document.Apply(writer.End(false).Span, out _));
            Assert.True(document.Text(1) == text && document.Text(2) == text);
        }
    }

    [Fact]
    public void Half_of_a_surrogate_pair_becomes_the_replacement_character()
    {
        var writer = new PatchWriter();
        writer.Begin(2, 0);
        writer.Insert(0, 0, 1);
        writer.TextNode(1, "a\uD83Db");
        var document = Empty(1);

        Assert.Equal(ApplyResult.Applied, document.Apply(writer.End(false).Span, out _));
        Assert.Equal("a\uFFFDb", document.Text(1));
    }

    [Fact]
    public void A_frame_costs_no_allocation_once_its_buffer_has_grown()
    {
        var writer = new PatchWriter();
        string[] texts = [.. Enumerable.Range(0, 50).Select(i => string.Create(CultureInfo.InvariantCulture, $"text {i % 30}"))];
        for (int i = 0; i < 20; i++)
        {
            Write(writer, texts);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Write(writer, texts);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void After_a_large_frame_the_buffer_shrinks_again()
    {
        var writer = new PatchWriter();
        writer.Begin(1, 0);
        writer.SetText(1, new string('x', 2_000_000));
        writer.End(false);
        Assert.InRange(writer.Capacity, 2_000_000, 16_000_000);
        writer.Begin(2, 0);

        Assert.InRange(writer.Capacity, 1, 4096);
    }

    [Fact]
    public void A_large_buffer_is_given_back_when_its_owner_says_so_and_a_small_one_kept()
    {
        var writer = new PatchWriter();
        writer.Begin(1, 0);
        writer.SetText(1, new string('x', 100_000));
        writer.End(false);
        writer.Release();
        Assert.InRange(writer.Capacity, 100_000, 1_000_000);
        writer.Begin(2, 0);
        writer.SetText(1, new string('x', 2_000_000));
        writer.End(false);
        writer.Release();

        Assert.InRange(writer.Capacity, 1, 4096);
    }

    [Fact]
    public void A_frame_that_is_too_long_is_not_handed_out()
    {
        var writer = new PatchWriter();
        writer.Begin(1, 0);
        writer.SetText(1, new string('x', LiveProtocol.LargestServerFrame));

        Assert.Contains("too large", Assert.Throws<InvalidOperationException>(() => writer.End(false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_has_the_attributes_that_it_was_said_to_have()
    {
        var writer = new PatchWriter();
        writer.Begin(1, 0);
        writer.Insert(0, 0, 1);
        writer.Element(1, "p", 1, 0);
        Assert.Throws<InvalidOperationException>(() => writer.End(false));
        writer.Attribute("id", "x");

        Assert.Throws<InvalidOperationException>(() => writer.Attribute("class", "y"));
    }

    private static void Write(PatchWriter writer, string[] texts)
    {
        writer.Begin(1, 1);
        for (int i = 0; i < texts.Length; i++)
        {
            writer.SetText((uint)i, texts[i]);
            writer.SetAttribute((uint)i, "data-own", texts[i]);
        }

        writer.End(wantsAck: false);
    }

    private static string Word(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => random.Next(12) switch { 0 => "ä", 1 => "€", 2 => "🚀", _ => ((char)('a' + random.Next(3))).ToString() }));

    private static LiveDocument Empty(uint sequence)
    {
        var document = new LiveDocument();
        var writer = new DocumentWriter();
        writer.Begin(sequence, 0, "", "", 0);
        Assert.Equal(ApplyResult.Applied, document.Apply(writer.End().Span, out _));
        return document;
    }
}
