using System.Globalization;
using System.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>The course of a group's figures, run by run: as charts for a page and as one line for a terminal.</summary>
internal static class TrendChart
{
    private const int Fewest = 3, Most = 60;
    private const string Bars = "▁▂▃▄▅▆▇█";

    public static IReadOnlyList<ResultChart> Of(HistoryGroup group)
    {
        HistoryRow[] rows = Rows(group);
        return rows.Length < Fewest ? [] :
        [
            Chart("rate", "Answered rightly", "per second", row => row.RatePerSecond),
            Chart("p99", "Response p99", "ms", row => row.P99Ms),
        ];

        ResultChart Chart(string name, string title, string axis, Func<HistoryRow, double?> figure) => new()
        {
            Name = name,
            Title = $"{title}: {group.Title}",
            Axis = axis,
            // Labels that are equal would be one place on the axis.
            Labels = [.. rows.Select((row, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1} {row.Commit ?? row.StartedAt.UtcDateTime.ToString("MM-dd", CultureInfo.InvariantCulture)}"))],
            Series = [new ChartSeries(name, [.. rows.Select(figure)])],
        };
    }

    public static string Sparks(HistoryGroup group)
    {
        HistoryRow[] rows = Rows(group);
        return rows.Length < Fewest ? "" : $"  rate {Spark(rows, row => row.RatePerSecond)}\n  p50  {Spark(rows, row => row.P50Ms)}\n  p99  {Spark(rows, row => row.P99Ms)}\n\n";
    }

    private static HistoryRow[] Rows(HistoryGroup group) => [.. group.Runs.Where(row => row.Counts).TakeLast(Most)];

    // From the smallest to the largest; where they hardly differ, in the middle, because the eye takes every height for a change.
    private static string Spark(HistoryRow[] rows, Func<HistoryRow, double?> figure)
    {
        double[] known = [.. rows.Select(figure).OfType<double>()];
        (double low, double high) = known.Length == 0 ? (0, 0) : (known.Min(), known.Max());
        var line = new StringBuilder();
        foreach (HistoryRow row in rows)
        {
            line.Append(figure(row) is not { } value ? ' ' : high - low < 0.02 * high ? Bars[3] : Bars[(int)((value - low) / (high - low) * (Bars.Length - 1))]);
        }

        return line.ToString();
    }
}
