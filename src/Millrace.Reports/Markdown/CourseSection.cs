using System.Globalization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>The run as pictures that GitHub draws: throughput and response times along its time, and the percentiles of each operation.</summary>
internal static class CourseSection
{
    // Mermaid writes every label of the axis; more would lie over each other.
    private const int MostPoints = 24;

    public static void Write(MarkdownPage page, RunFile run)
    {
        SeriesPoint[][] parts = [.. run.Series.Chunk(Math.Max(1, (run.Series.Count + MostPoints - 1) / MostPoints))];
        if (parts.Length > 1)
        {
            string[] at = [.. parts.Select(part => part[0].AtSeconds.ToString("0", CultureInfo.InvariantCulture) + " s")];
            string bound = Headline.Of(run).IsLowerBound ? " (lower bound)" : "";
            ChartsSection.Write(page,
            [
                new ResultChart
                {
                    Name = "throughput", Title = "Throughput over time", Axis = "operations per second" + bound, Labels = at,
                    Series = [Of("answered rightly", parts, part => Mean(part, point => point.OkPerSecond)), .. SentWhereItDiffers(parts)],
                },
                new ResultChart
                {
                    Name = "response", Title = "Response time over time", Axis = "milliseconds", Labels = at,
                    Series = [Of("p99", parts, part => part.Max(point => point.P99Ms)), Of("p50", parts, part => part.Max(point => point.P50Ms))],
                },
            ]);
        }

        (string Name, LatencySummary Times)[] operations = [.. run.Operations.Where(each => each.Value.Response is not null).Select(each => (each.Key, each.Value.Response!))];
        if (operations.Length > 0)
        {
            ChartsSection.Write(page,
            [
                new ResultChart
                {
                    Name = "percentiles", Title = "Response time percentiles", Axis = "milliseconds", Labels = ["p50", "p90", "p95", "p99", "p99.9"],
                    Series = [.. operations.Select(each => new ChartSeries(each.Name, [each.Times.P50Ms, each.Times.P90Ms, each.Times.P95Ms, each.Times.P99Ms, each.Times.P999Ms]))],
                },
            ]);
        }
    }

    // Where all that was sent came back in the same second, a second line would hide the first.
    private static IEnumerable<ChartSeries> SentWhereItDiffers(SeriesPoint[][] parts)
    {
        bool differs = parts.Any(part => Mean(part, point => point.SentPerSecond) is { } sent && Mean(part, point => point.OkPerSecond) is { } ok && Math.Abs(sent - ok) > 0.02 * Math.Max(sent, ok));
        return differs ? [Of("sent", parts, part => Mean(part, point => point.SentPerSecond))] : [];
    }

    private static ChartSeries Of(string name, SeriesPoint[][] parts, Func<SeriesPoint[], double?> value) => new(name, [.. parts.Select(value)]);

    private static double? Mean(SeriesPoint[] part, Func<SeriesPoint, double> rate)
    {
        double seconds = part.Sum(point => point.SpanSeconds);
        return seconds > 0 ? part.Sum(point => rate(point) * point.SpanSeconds) / seconds : null;
    }
}
