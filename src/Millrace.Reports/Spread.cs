using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>How far the figures of one scenario spread over its repeats. Pure.</summary>
public static class Spread
{
    /// <summary>How the table is to be read.</summary>
    public const string Reading =
        "Spread is the coefficient of variation: the standard deviation in percent of the mean. A difference between two versions that is no larger than it says nothing; `millrace compare` judges two sets of repeats.";

    private static readonly (string Name, Func<SuiteRun, double?> Of)[] Metrics =
    [
        ("ok per second", run => run.RatePerSecond), ("p50 (ms)", run => run.P50Ms), ("p95 (ms)", run => run.P95Ms), ("p99 (ms)", run => run.P99Ms), ("max (ms)", run => run.MaxMs),
        ("errors", run => run.Errors), ("loss", run => run.Loss), ("target CPU (%)", run => run.TargetCpuPercent),
    ];

    /// <summary>Each headline figure with its median, least, most and spread over the runs that have it.</summary>
    public static MarkdownTable Table(SuiteFile suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var table = new MarkdownTable("figure", ">median", ">least", ">most", ">spread", ">runs");
        foreach ((string name, Func<SuiteRun, double?> of) in Metrics)
        {
            double[] values = [.. suite.Runs.Select(of).OfType<double>().Order()];
            if (values.Length > 0)
            {
                table.Row(name, Figures.Number(Median(values)), Figures.Number(values[0]), Figures.Number(values[^1]), VariationOf(values) is { } variation ? $"{Figures.Number(variation)} %" : "", Figures.Count(values.Length));
            }
        }

        return table;
    }

    /// <summary>The median of sorted values.</summary>
    public static double Median(IReadOnlyList<double> sorted)
    {
        ArgumentNullException.ThrowIfNull(sorted);
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>The standard deviation of a sample in percent of its mean; null for fewer than two values and for a mean of 0.</summary>
    public static double? VariationOf(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count < 2 || values.Average() is 0)
        {
            return null;
        }

        double mean = values.Average();
        return 100 * Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)) / Math.Abs(mean);
    }
}
