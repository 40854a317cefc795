using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace Millrace.Results;

/// <summary>Histogram to text and back in HdrHistogram's V2 compressed encoding.</summary>
/// <remarks>
/// All numbers are big-endian; the whole is base64.
/// <code>
/// outer   0  int32   0x1c849304 | 0x10        compressed V2
///         4  int32   length of what follows
///         8  bytes   zlib (RFC 1950) of the inner part
/// inner   0  int32   0x1c849303 | 0x10        V2
///         4  int32   length of the counts in bytes
///         8  int32   normalizing index offset (0)
///        12  int32   significant digits
///        16  int64   lowest discernible value
///        24  int64   highest trackable value
///        32  double  integer to double ratio (1.0)
///        40  counts  ZigZag LEB128, at most 9 bytes each; n >= 0: the next bucket holds n; n &lt; 0: the next -n buckets are empty
/// </code>
/// </remarks>
internal static class HistogramCodec
{
    private const int OuterCookie = 0x1c849304 | 0x10;
    private const int InnerCookie = 0x1c849303 | 0x10;
    private const int OuterHeader = 8;
    private const int InnerHeader = 40;
    // More than any 64-bit range with 3 digits needs (54 groups of 1,024 counts of 9 bytes), and a bound on what hostile text can inflate to.
    private const int MaxInner = 1 << 19;

    public static string Encode(Histogram histogram)
    {
        ArrayBufferWriter<byte> inner = new(InnerHeader + 256);
        Span<byte> header = inner.GetSpan(InnerHeader)[..InnerHeader];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, InnerCookie);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], Histogram.SignificantDigits);
        BinaryPrimitives.WriteInt64BigEndian(header[16..], 1);
        BinaryPrimitives.WriteInt64BigEndian(header[24..], Histogram.HighestUs);
        BinaryPrimitives.WriteDoubleBigEndian(header[32..], 1.0);
        inner.Advance(InnerHeader);
        WriteCounts(histogram, inner);

        byte[] bytes = inner.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - InnerHeader);
        return Convert.ToBase64String(Compress(bytes));
    }

    public static Histogram Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        byte[] outer = FromBase64(text);
        Require(outer.Length >= OuterHeader, $"it has {outer.Length} bytes where the outer header alone has {OuterHeader}");
        int cookie = BinaryPrimitives.ReadInt32BigEndian(outer);
        Require(cookie == OuterCookie, $"it starts with 0x{cookie:x8} instead of 0x{OuterCookie:x8} (HdrHistogram V2, compressed)");
        int length = BinaryPrimitives.ReadInt32BigEndian(outer.AsSpan(4));
        int present = outer.Length - OuterHeader;
        Require(length >= present, $"{present - (long)length} bytes follow its end");
        Require(length == present, $"it is truncated: {present} of {length} compressed bytes are there");

        // Rented: a log of an hour holds ten thousand histograms, and this is too large for the small heap.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MaxInner + 1);
        try
        {
            ReadOnlySpan<byte> inner = buffer.AsSpan(0, Inflate(outer, buffer));
            Require(inner.Length >= InnerHeader, $"its inner part has {inner.Length} bytes where the header alone has {InnerHeader}");
            CheckInnerHeader(inner);
            return ReadCounts(inner[InnerHeader..]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void CheckInnerHeader(ReadOnlySpan<byte> inner)
    {
        int cookie = BinaryPrimitives.ReadInt32BigEndian(inner);
        Require(cookie == InnerCookie, $"its inner part starts with 0x{cookie:x8} instead of 0x{InnerCookie:x8} (HdrHistogram V2)");
        int length = BinaryPrimitives.ReadInt32BigEndian(inner[4..]);
        Require(length == inner.Length - InnerHeader, $"it announces {length} bytes of counts and holds {inner.Length - InnerHeader}");
        int offset = BinaryPrimitives.ReadInt32BigEndian(inner[8..]);
        // HdrHistogramJS writes 1 here without shifting its counts.
        Require(offset is 0 or 1, $"its counts are shifted by {offset} buckets, which only a histogram of floating-point values needs");
        int digits = BinaryPrimitives.ReadInt32BigEndian(inner[12..]);
        Require(digits == Histogram.SignificantDigits, $"it has {digits} significant digits instead of {Histogram.SignificantDigits}");
        long lowest = BinaryPrimitives.ReadInt64BigEndian(inner[16..]);
        Require(lowest == 1, $"its lowest discernible value is {lowest} instead of 1");
        long highest = BinaryPrimitives.ReadInt64BigEndian(inner[24..]);
        Require(highest >= 2, $"its highest trackable value is {highest}");
        double ratio = BinaryPrimitives.ReadDoubleBigEndian(inner[32..]);
        // HdrHistogramJS writes the integer 1, which reads as the smallest double.
        Require(ratio is 1.0 or double.Epsilon, $"its values are scaled by {ratio}, which only a histogram of floating-point values needs");
    }

    private static void WriteCounts(Histogram histogram, ArrayBufferWriter<byte> to)
    {
        long zeros = histogram.FirstIndex;
        ReadOnlySpan<long> counts = histogram.Count == 0 ? [0] : histogram.UsedCounts;
        foreach (long count in counts)
        {
            if (count == 0 && histogram.Count > 0)
            {
                zeros++;
                continue;
            }

            if (zeros > 0)
            {
                // A single empty bucket is written as the count 0, as the other implementations do.
                ZigZag.Write(to, zeros == 1 ? 0 : -zeros);
                zeros = 0;
            }

            ZigZag.Write(to, count);
        }
    }

    private static Histogram ReadCounts(ReadOnlySpan<byte> bytes)
    {
        Histogram histogram = new();
        long total = 0;
        long index = 0;
        int position = 0;
        while (position < bytes.Length)
        {
            int at = position;
            if (!ZigZag.TryRead(bytes, ref position, out long value))
            {
                throw Refused($"its count at byte {at} of {bytes.Length} is cut off");
            }

            if (value < 0)
            {
                index = value >= -int.MaxValue ? index - value : throw Refused($"its count at byte {at} skips {value} buckets");
                continue;
            }

            total = value <= long.MaxValue - total ? total + value : throw Refused($"its counts add up to more than {long.MaxValue}");
            if (index < Histogram.Buckets)
            {
                AddBucket(histogram, (int)index, value);
            }
            else
            {
                // A foreign histogram with a higher top: clamped and counted, as a value would be.
                histogram.RecordMany(Histogram.HighestUs + 1, value);
            }

            index++;
        }

        return histogram;
    }

    // Both edges, so that the extremes of the result cover the whole bucket.
    private static void AddBucket(Histogram histogram, int index, long count)
    {
        if (count == 0)
        {
            return;
        }

        histogram.RecordMany(Histogram.LowestOf(index), count);
        long highest = Math.Min(Histogram.HighestOf(index), Histogram.HighestUs);
        histogram.RestoreExtremes(histogram.Min, highest);
    }

    private static byte[] FromBase64(string text)
    {
        string trimmed = text.Trim();
        Require(trimmed.Length > 0, "the text is empty");
        byte[] bytes = new byte[trimmed.Length / 4 * 3 + 3];
        Require(Convert.TryFromBase64String(trimmed, bytes, out int written), $"the text of {trimmed.Length} characters is not whole base64");
        return bytes[..written];
    }

    private static byte[] Compress(byte[] inner)
    {
        using MemoryStream to = new();
        to.Write(stackalloc byte[OuterHeader]);
        using (ZLibStream zlib = new(to, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(inner);
        }

        byte[] outer = to.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(outer, OuterCookie);
        BinaryPrimitives.WriteInt32BigEndian(outer.AsSpan(4), outer.Length - OuterHeader);
        return outer;
    }

    private static int Inflate(byte[] outer, byte[] inner)
    {
        try
        {
            using MemoryStream from = new(outer, OuterHeader, outer.Length - OuterHeader);
            using ZLibStream zlib = new(from, CompressionMode.Decompress);
            int length = zlib.ReadAtLeast(inner, MaxInner + 1, throwOnEndOfStream: false);
            Require(length <= MaxInner, $"it inflates to more than {MaxInner} bytes");
            return length;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new FormatException($"This is not an encoded histogram: its zlib part is damaged ({e.Message}).", e);
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw Refused(otherwise);
        }
    }

    private static FormatException Refused(string because) => new($"This is not an encoded histogram: {because}.");
}
