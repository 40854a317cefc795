using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>
/// The distribution of times as HdrHistogram's own plots show it: the time that a share q of all did not exceed, over 1 / (1 - q), so that each further nine takes as much room as
/// the one before it.
/// </summary>
internal static class PercentilePlot
{
    /// <summary>The view over all operations together.</summary>
    public const string All = "all operations";

    private const int PointsPerDecade = 24;

    /// <summary>The chart, or null where nothing succeeded.</summary>
    public static Chart? Of(RunFile run, Headline headline)
    {
        var wanted = new List<(string View, string Name, string Tone, string? Dash, LatencySummary Times)>();
        Add(All, headline.Response, headline.Service);
        if (run.Operations.Count > 1)
        {
            foreach ((string name, OperationResult operation) in run.Operations)
            {
                Add(name == All ? $"{name} (operation)" : name, operation.Response, operation.Service);
            }
        }

        if (wanted.Count == 0)
        {
            return null;
        }

        double[] x = Grid(wanted.Max(line => line.Times.Count));
        var chart = new Chart
        {
            Id = "distribution",
            Title = "Latency by percentile",
            Axis = "milliseconds that this share of all messages did not exceed",
            Format = "ms",
            Kind = ChartKind.Percentile,
            Wide = true,
            X = x,
            XAxis = "percentile",
            Lines = [.. wanted.Select(line => new ChartLine(line.Name, line.Tone, Along(x, line.Times)) { Dash = line.Dash, View = line.View })],
        };
        return chart with { Logarithmic = RunCharts.Spreads(chart) };

        void Add(string view, LatencySummary? response, LatencySummary? service)
        {
            if (response is not null)
            {
                wanted.Add((view, "response time", "main", null, response));
            }

            if (service is not null)
            {
                wanted.Add((view, "service time", "second", "long", service));
            }
        }
    }

    // From the smallest to beyond the one in as many as there are.
    private static double[] Grid(long count)
    {
        int points = (int)Math.Ceiling(Math.Log10(Math.Max(10, count)) * PointsPerDecade);
        return [.. Enumerable.Range(0, points + 1).Select(i => Math.Round(Math.Pow(10, (double)i / PointsPerDecade), 6))];
    }

    private static double?[] Along(double[] x, LatencySummary times)
    {
        Histogram histogram = times.ToHistogram();
        int within = x.Count(each => each <= times.Count);
        long[] us = histogram.Percentiles([.. x.Take(within).Select(each => 100 * (1 - (1 / each)))]);
        var values = new double?[x.Length];
        for (int i = 0; i < within; i++)
        {
            values[i] = Math.Min(us[i] / 1000.0, times.MaxMs); // a bucket may end beyond the largest, which is exact
        }

        // The one beyond is the largest of all: the line ends there, as long as the run was.
        if (within < x.Length)
        {
            values[within] = times.MaxMs;
        }

        return values;
    }
}
