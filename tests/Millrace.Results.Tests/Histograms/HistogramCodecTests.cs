using System.Buffers.Binary;
using System.IO.Compression;
using Xunit;

namespace Millrace.Results.Tests;

public sealed class HistogramCodecTests
{
    // Written by hdr-histogram-js 3.0.1 (build with lowest 1, highest 3600000000, 3 digits; encodeIntoCompressedBase64) from the
    // values and counts in GoldenBuckets. The same library read EncodeV2's text of these values back and agreed on every figure.
    private const string Golden = "HISTFAAAADR4nJNpmSzMwMAAwowMDAzMDBAAYjNcm7yEAcZnYmFg+irPxXSDpTfuwVGOy28YWQC/gAnN";

    private static readonly (long Us, long Count)[] GoldenValues =
        [(0, 1), (1, 2), (3, 1), (2047, 5), (2048, 1), (2050, 300), (123456, 70000), (3599999999, 2)];

    [Fact]
    public void Text_of_another_implementation_is_read()
    {
        Histogram decoded = Histogram.DecodeV2(Golden);

        Assert.Equal(70312, decoded.Count);
        Assert.Equal(OfGoldenValues().RecordedBuckets(), decoded.RecordedBuckets());
        Assert.Equal([123519L, 123519, 123519, 123519, Histogram.HighestUs], decoded.Percentiles(10, 50, 99, 99.99, 99.999));
        Assert.Equal(225342.906, decoded.Mean, 100.0);
    }

    [Fact]
    public void The_header_is_laid_out_as_published()
    {
        byte[] outer = Convert.FromBase64String(OfGoldenValues().EncodeV2());
        byte[] inner = Inflate(outer);

        Assert.Equal("1C849314", Convert.ToHexString(outer, 0, 4));
        Assert.Equal(outer.Length - 8, BinaryPrimitives.ReadInt32BigEndian(outer.AsSpan(4)));
        Assert.Equal("1C849313", Convert.ToHexString(inner, 0, 4));
        Assert.Equal(inner.Length - 40, BinaryPrimitives.ReadInt32BigEndian(inner.AsSpan(4)));
        Assert.Equal("00000000" + "00000003" + "0000000000000001" + "00000000D693A400" + "3FF0000000000000", Convert.ToHexString(inner, 8, 32));
    }

    [Fact]
    public void The_counts_are_byte_for_byte_those_of_another_implementation() =>
        Assert.Equal(Convert.ToHexString(Inflate(Convert.FromBase64String(Golden))[40..]), Convert.ToHexString(Inflate(Convert.FromBase64String(OfGoldenValues().EncodeV2()))[40..]));

    [Fact]
    public void An_empty_histogram_survives()
    {
        Assert.Equal(0, Histogram.DecodeV2(new Histogram().EncodeV2()).Count);
    }

    [Fact]
    public void Extremes_come_back_as_the_edges_of_their_buckets_and_exact_in_a_summary()
    {
        Histogram histogram = new();
        histogram.Record(100_001);
        histogram.Record(9_999_999);

        Histogram decoded = Histogram.DecodeV2(histogram.EncodeV2());
        Assert.Equal((99_968, 10_002_431), (decoded.Min, decoded.Max));

        Histogram summarised = LatencySummary.From(histogram)!.ToHistogram();
        Assert.Equal((100_001, 9_999_999), (summarised.Min, summarised.Max));
    }

    [Fact]
    public void Counts_above_the_top_of_a_foreign_histogram_are_clamped_and_counted_as_saturated()
    {
        Histogram decoded = Histogram.DecodeV2(Encoded(counts: [.. Zeros(Histogram.Buckets), 8]));
        Assert.Equal((4, 4, Histogram.HighestUs), (decoded.Count, decoded.Saturated, decoded.Max));
    }

    [Theory]
    [MemberData(nameof(RandomTexts))]
    public void Every_truncation_is_refused(string text)
    {
        for (int length = 0; length < text.Length; length++)
        {
            FormatException e = Assert.Throws<FormatException>(() => Histogram.DecodeV2(text[..length]));
            Assert.StartsWith("This is not an encoded histogram: ", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(RandomTexts))]
    public void Bytes_changed_at_random_are_refused_or_read_but_never_anything_else(string text)
    {
        Random random = new(text.Length);
        byte[] bytes = Convert.FromBase64String(text);
        for (int round = 0; round < 2000; round++)
        {
            byte[] changed = [.. bytes];
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            ReadOrRefuse(Convert.ToBase64String(changed));
        }
    }

    [Fact]
    public void Inner_parts_of_random_bytes_are_refused_or_read_but_never_anything_else()
    {
        Random random = new(7);
        for (int round = 0; round < 3000; round++)
        {
            byte[] counts = new byte[random.Next(0, 60)];
            random.NextBytes(counts);
            ReadOrRefuse(Encoded(counts: counts));
        }
    }

    [Theory]
    [InlineData("", "the text is empty")]
    [InlineData("   ", "the text is empty")]
    [InlineData("not base64!", "not whole base64")]
    [InlineData("HISTFA==", "4 bytes where the outer header alone has 8")]
    [InlineData("AAAAAAAAAAAA", "starts with 0x00000000 instead of 0x1c849314")]
    [InlineData("HISTFAAAAAF4eA==", "1 bytes follow its end")]
    [InlineData("HISTFAAAAAJ4", "truncated: 1 of 2 compressed bytes")]
    [InlineData("HISTFP////94", "2 bytes follow its end")]
    [InlineData("HISTFAAAAAJ4eA==", "zlib part is damaged")]
    public void The_outer_part_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Histogram.DecodeV2(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_inner_part_is_refused_with_the_reason()
    {
        Refused("starts with 0x1c849301 instead of 0x1c849313", Encoded(cookie: 0x1c849301));
        Refused("announces 3 bytes of counts and holds 1", Encoded(length: 3));
        Refused("shifted by 2 buckets", Encoded(offset: 2));
        Refused("2 significant digits instead of 3", Encoded(digits: 2));
        Refused("lowest discernible value is 1000 instead of 1", Encoded(lowest: 1000));
        Refused("highest trackable value is -1", Encoded(highest: -1));
        Refused("scaled by 0.5", Encoded(ratio: 0.5));
        Refused("scaled by NaN", Encoded(ratio: double.NaN));
        Refused("count at byte 0 of 1 is cut off", Encoded(counts: [0x80]));
        Refused("skips -9223372036854775808 buckets", Encoded(counts: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
        Refused("add up to more than 9223372036854775807", Encoded(counts: [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02]));
        Refused("inflates to more than 524288 bytes", Encoded(counts: new byte[600_000]));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(-1L)]
    [InlineData(63L)]
    [InlineData(64L)]
    [InlineData(1L << 55)]
    [InlineData(-(1L << 55))]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Every_number_survives_zigzag_in_at_most_nine_bytes(long value)
    {
        System.Buffers.ArrayBufferWriter<byte> writer = new();
        ZigZag.Write(writer, value);
        int position = 0;

        Assert.True(ZigZag.TryRead(writer.WrittenSpan, ref position, out long read));
        Assert.Equal((value, writer.WrittenCount), (read, position));
        Assert.InRange(writer.WrittenCount, 1, 9);
    }

    public static TheoryData<string> RandomTexts
    {
        get
        {
            TheoryData<string> texts = [Golden, new Histogram().EncodeV2()];
            for (int seed = 1; seed <= 4; seed++)
            {
                Histogram histogram = new();
                foreach (long value in RandomValues.Of(new Random(seed), 10 * seed))
                {
                    histogram.Record(value);
                }

                texts.Add(histogram.EncodeV2());
            }

            return texts;
        }
    }

    private static void Refused(string reason, string text) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => Histogram.DecodeV2(text)).Message, StringComparison.Ordinal);

    private static void ReadOrRefuse(string text)
    {
        try
        {
            Histogram histogram = Histogram.DecodeV2(text);
            Assert.Equal(histogram.Count, histogram.RecordedBuckets().Sum(bucket => bucket.Count));
            Assert.InRange(histogram.Percentile(99), histogram.Min, histogram.Max);
        }
        catch (FormatException)
        {
            // Refused: as good.
        }
    }

    private static Histogram OfGoldenValues()
    {
        Histogram histogram = new();
        foreach ((long us, long count) in GoldenValues)
        {
            histogram.RecordMany(us, count);
        }

        return histogram;
    }

    private static byte[] Zeros(int count)
    {
        System.Buffers.ArrayBufferWriter<byte> writer = new();
        ZigZag.Write(writer, -count);
        return writer.WrittenSpan.ToArray();
    }

    private static string Encoded(
        int cookie = 0x1c849313, int? length = null, int offset = 0, int digits = 3, long lowest = 1, long highest = Histogram.HighestUs, double ratio = 1, byte[]? counts = null)
    {
        counts ??= [2];
        byte[] inner = new byte[40 + counts.Length];
        BinaryPrimitives.WriteInt32BigEndian(inner, cookie);
        BinaryPrimitives.WriteInt32BigEndian(inner.AsSpan(4), length ?? counts.Length);
        BinaryPrimitives.WriteInt32BigEndian(inner.AsSpan(8), offset);
        BinaryPrimitives.WriteInt32BigEndian(inner.AsSpan(12), digits);
        BinaryPrimitives.WriteInt64BigEndian(inner.AsSpan(16), lowest);
        BinaryPrimitives.WriteInt64BigEndian(inner.AsSpan(24), highest);
        BinaryPrimitives.WriteDoubleBigEndian(inner.AsSpan(32), ratio);
        counts.CopyTo(inner, 40);

        using MemoryStream outer = new();
        outer.Write([0x1c, 0x84, 0x93, 0x14, 0, 0, 0, 0]);
        using (ZLibStream zlib = new(outer, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(inner);
        }

        byte[] bytes = outer.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - 8);
        return Convert.ToBase64String(bytes);
    }

    private static byte[] Inflate(byte[] outer)
    {
        using ZLibStream zlib = new(new MemoryStream(outer, 8, outer.Length - 8), CompressionMode.Decompress);
        using MemoryStream inner = new();
        zlib.CopyTo(inner);
        return inner.ToArray();
    }
}
