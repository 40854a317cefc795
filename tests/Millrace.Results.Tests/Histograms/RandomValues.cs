namespace Millrace.Results.Tests;

/// <summary>Durations of every magnitude: a uniform number of bits, now and then an extreme.</summary>
internal static class RandomValues
{
    public static long[] Of(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => One(random))];

    private static long One(Random random) => random.Next(100) switch
    {
        0 => 0,
        1 => -random.NextInt64(1000),
        2 => Histogram.HighestUs + random.NextInt64(1000),
        _ => random.NextInt64(1L << random.Next(1, 32)),
    };
}
