using Millrace.Reports.Text;

namespace Millrace.Reports;

/// <summary>What the newest run of a group shows beside the median of those before it.</summary>
/// <param name="Metric">rate, p95, errors or memory growth; all where none of them can be judged.</param>
/// <param name="Verdict">steady, better, worse, or not judged.</param>
/// <param name="Text">The verdict with its figures and its threshold, as a sentence.</param>
/// <param name="Now">The newest run's figure; absent where it has none.</param>
/// <param name="Median">The median of the earlier runs; absent where there is none.</param>
public sealed record Trend(string Metric, string Verdict, string Text, double? Now, double? Median)
{
    internal const string Steady = "steady", Better = "better", Worse = "worse", NotJudged = "not judged";

    private const double Mebibyte = 1024 * 1024;

    // What is less than this is not worth a person's time, and on a machine that others share it is chance.
    private const double RateChange = 0.10, P95Change = 0.20, P95LeastMs = 0.1, ErrorPoints = 0.1, MemoryChange = 0.20, MemoryLeast = 16 * Mebibyte;

    /// <summary>The trends of the last of these runs, which are comparable and in the order of their times.</summary>
    internal static IReadOnlyList<Trend> Of(IReadOnlyList<HistoryRow> rows)
    {
        HistoryRow now = rows[^1];
        HistoryRow[] before = [.. rows.Take(rows.Count - 1).Where(row => row.Counts)];
        if (before.Length == 0 || !now.Counts)
        {
            string why = now.Unjudged is { } reason ? $"the newest run {reason}"
                : rows.Count > 1 ? "there is no earlier run to hold it against that may be judged by" : "there is no earlier run to hold it against";
            return [new Trend("all", NotJudged, $"not judged: {why}.", null, null)];
        }

        return
        [
            Judge("rate", row => row.RatePerSecond, Figures.Rate, "10 %", (left, right) => left * RateChange < Math.Abs(right - left), moreIsBetter: true),
            Judge("p95", row => row.P95Ms, ms => Figures.Milliseconds(ms), "20 % and 0.1 ms", (left, right) => Math.Abs(right - left) > Math.Max(left * P95Change, P95LeastMs)),
            Judge("errors", row => row.ErrorPercent, percent => Figures.Share(percent, 100), "0.1 points", (left, right) => Math.Abs(right - left) > ErrorPoints),
            Judge("memory growth", row => row.MemoryGrowthBytes, bytes => Figures.Bytes(bytes), "20 % and 16 MiB", (left, right) => Math.Abs(right - left) > Math.Max(Math.Abs(left) * MemoryChange, MemoryLeast)),
        ];

        Trend Judge(string metric, Func<HistoryRow, double?> figure, Func<double, string> print, string threshold, Func<double, double, bool> matters, bool moreIsBetter = false)
        {
            double[] earlier = [.. before.Select(figure).OfType<double>().Order()];
            if (figure(now) is not { } value || earlier.Length == 0)
            {
                return new Trend(metric, NotJudged, $"{metric}: not judged, it was not measured in both.", figure(now), null);
            }

            double median = (earlier[(earlier.Length - 1) / 2] + earlier[earlier.Length / 2]) / 2;
            string verdict = !matters(median, value) ? Steady : value > median == moreIsBetter ? Better : Worse;
            string factor = Figures.Factor(median, value) is var times && times == Figures.None ? "" : $" ({times})";
            return new Trend(metric, verdict, $"{metric}: {verdict}, {print(value)} against a median of {print(median)}{factor}; differences up to {threshold} count as steady.", value, median);
        }
    }
}
