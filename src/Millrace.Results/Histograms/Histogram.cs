using System.Numerics;
using System.Runtime.CompilerServices;

namespace Millrace.Results;

/// <summary>
/// Counts durations in microseconds with three significant digits from 0 to one hour, in constant memory.
/// One writer; no locking. Recording allocates nothing and uses no floating point.
/// </summary>
/// <remarks>
/// The layout is HdrHistogram's for (lowest 1, highest 3,600,000,000, 3 digits): 2,048 exact buckets of 1 us, then
/// groups of 1,024 buckets whose width doubles, so that a bucket is never wider than 1/1024 of its own value.
/// Counts are 64 bits wide: a busy shard would wrap 32 bits in one bucket within the hour, silently. It costs no resident
/// memory to speak of, because the pages of the array that no value falls into are never touched.
/// </remarks>
public sealed class Histogram
{
    /// <summary>The largest value that can be told apart, in microseconds (one hour).</summary>
    public const long HighestUs = 3_600_000_000;

    /// <summary>The significant decimal digits that a recorded value keeps.</summary>
    public const int SignificantDigits = 3;

    internal const int SubBucketBits = 11;                          // 2,048 >= 2 * 10^3
    internal const int SubBucketMask = (1 << SubBucketBits) - 1;
    internal const int HalfBits = SubBucketBits - 1;
    internal const int HalfCount = 1 << HalfBits;
    internal static readonly int Buckets = IndexOf(HighestUs) + 1;

    private readonly long[] _counts = new long[Buckets];
    private long _count;
    private long _saturated;
    private long _min = long.MaxValue;
    private long _max = -1;

    /// <summary>How many values were recorded, clamped ones included.</summary>
    public long Count => _count;

    /// <summary>How many values were above <see cref="HighestUs"/> and were counted as that instead. Lost by <see cref="EncodeV2"/>.</summary>
    public long Saturated => _saturated;

    /// <summary>The smallest value recorded, in microseconds, exact; 0 if there is none.</summary>
    public long Min => _count == 0 ? 0 : _min;

    /// <summary>The largest value recorded, in microseconds, exact; 0 if there is none.</summary>
    public long Max => _count == 0 ? 0 : _max;

    /// <summary>Counts one value in microseconds. A negative one (a clock's rounding) counts as 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(long us)
    {
        if ((ulong)us > HighestUs)
        {
            us = Clamp(us, 1);
        }

        _counts[IndexOf(us)]++;
        _count++;
        // The first and last bucket in use follow from these two, so nothing else needs tracking.
        if (us < _min)
        {
            _min = us;
        }

        if (us > _max)
        {
            _max = us;
        }
    }

    /// <summary>Counts one value in microseconds <paramref name="times"/> times.</summary>
    public void RecordMany(long us, long times)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        if (times == 0)
        {
            return;
        }

        if ((ulong)us > HighestUs)
        {
            us = Clamp(us, times);
        }

        AddAt(IndexOf(us), times);
        _min = Math.Min(_min, us);
        _max = Math.Max(_max, us);
    }

    /// <summary>Adds every value of another histogram, losing nothing. Costs only the range that the other one uses.</summary>
    public void Add(Histogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._count == 0)
        {
            return;
        }

        int first = IndexOf(other._min);
        int length = IndexOf(other._max) - first + 1;
        Span<long> mine = _counts.AsSpan(first, length);
        ReadOnlySpan<long> theirs = other._counts.AsSpan(first, length);
        for (int i = 0; i < mine.Length; i++)
        {
            mine[i] += theirs[i];
        }

        _count = checked(_count + other._count);
        _saturated += other._saturated;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
    }

    /// <summary>Forgets everything. Costs only the range that was used.</summary>
    public void Clear()
    {
        if (_count == 0)
        {
            return;
        }

        int first = IndexOf(_min);
        Array.Clear(_counts, first, IndexOf(_max) - first + 1);
        _count = 0;
        _saturated = 0;
        _min = long.MaxValue;
        _max = -1;
    }

    /// <summary>An independent copy.</summary>
    public Histogram Copy()
    {
        Histogram copy = new();
        copy.Add(this);
        return copy;
    }

    /// <summary>The mean in microseconds, right to half a bucket (0.05 %); 0 if there are no values.</summary>
    public double Mean => HistogramStatistics.Mean(this);

    /// <summary>The standard deviation of the population in microseconds, to the same resolution; 0 if there are no values.</summary>
    public double StdDev => HistogramStatistics.StdDev(this);

    /// <summary>
    /// The value in microseconds that <paramref name="percentile"/> percent (0 to 100) of all values do not exceed: the upper edge of
    /// its bucket, but never outside <see cref="Min"/> to <see cref="Max"/>. 0 if there are no values.
    /// </summary>
    public long Percentile(double percentile) => HistogramStatistics.Percentiles(this, [percentile])[0];

    /// <summary>Several percentiles (0 to 100, ascending) in one pass, in microseconds, each as by <see cref="Percentile"/>.</summary>
    /// <exception cref="ArgumentException">They are not in ascending order.</exception>
    public long[] Percentiles(params ReadOnlySpan<double> ascending) => HistogramStatistics.Percentiles(this, ascending);

    /// <summary>How many values are at or below a value in microseconds; the value's whole bucket counts.</summary>
    public long CountAtOrBelow(long us) => HistogramStatistics.CountAtOrBelow(this, us);

    /// <summary>The buckets that hold values, in ascending order: what a distribution plot needs.</summary>
    public IEnumerable<HistogramBucket> RecordedBuckets() => HistogramStatistics.RecordedBuckets(this);

    /// <summary>
    /// This histogram as text in HdrHistogram's V2 compressed encoding, which its viewers open.
    /// Keeps every count; <see cref="Min"/> and <see cref="Max"/> are kept to the edges of their buckets.
    /// </summary>
    public string EncodeV2() => HistogramCodec.Encode(this);

    /// <summary>Reads the text of <see cref="EncodeV2"/>, or of another HdrHistogram with lowest value 1 and 3 digits.</summary>
    /// <exception cref="FormatException">The text is not one; the message says what is wrong with it.</exception>
    public static Histogram DecodeV2(string text) => HistogramCodec.Decode(text);

    /// <summary>The bucket of a value from 0 to <see cref="HighestUs"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int IndexOf(long us)
    {
        int group = 64 - SubBucketBits - BitOperations.LeadingZeroCount((ulong)us | SubBucketMask);
        return (group << HalfBits) + (int)(us >> group);
    }

    /// <summary>The smallest value that falls into a bucket.</summary>
    internal static long LowestOf(int index)
    {
        int group = GroupOf(index);
        return (long)(index - (group << HalfBits)) << group;
    }

    /// <summary>The largest value that falls into a bucket.</summary>
    internal static long HighestOf(int index) => LowestOf(index) + (1L << GroupOf(index)) - 1;

    internal int FirstIndex => _count == 0 ? 0 : IndexOf(_min);

    internal int LastIndex => _count == 0 ? 0 : IndexOf(_max);

    /// <summary>The counts from <see cref="FirstIndex"/> to <see cref="LastIndex"/>; empty if there are no values.</summary>
    internal ReadOnlySpan<long> UsedCounts => _count == 0 ? [] : _counts.AsSpan(FirstIndex, LastIndex - FirstIndex + 1);

    internal long CountAt(int index) => _counts[index];

    /// <summary>
    /// Takes the exact extremes of the values that a decoded histogram stood for; ignored where they do not fall into its outer buckets.
    /// </summary>
    internal void RestoreExtremes(long min, long max)
    {
        if (_count == 0 || min > max || min < 0 || max > HighestUs || IndexOf(min) != FirstIndex || IndexOf(max) != LastIndex)
        {
            return;
        }

        _min = min;
        _max = max;
    }

    internal void RestoreSaturated(long saturated) => _saturated = Math.Clamp(saturated, 0, _count);

    private static int GroupOf(int index) => Math.Max(0, (index >> HalfBits) - 1);

    private void AddAt(int index, long times)
    {
        _count = checked(_count + times);
        _counts[index] += times;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Clamp(long us, long times)
    {
        if (us < 0)
        {
            return 0;
        }

        _saturated += times;
        return HighestUs;
    }
}
