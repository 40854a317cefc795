using System.Globalization;
using Millrace.Reports.Text;

namespace Millrace.Reports;

/// <summary>A run from which on a figure stands on another level than before.</summary>
/// <remarks>
/// The rule. Runs are taken in the order of their times; those that do not count are passed over. A run is a candidate where it lies further from the median of up to ten runs before it (three at least, none
/// from before an earlier shift) than 5 % (p50 and rate) or 10 % (p99), and than three times the spread of those runs (their median distance from their median, times 1.4826, which is the standard deviation of
/// normal values). It is a shift where two of the three runs from it on lie there too, on the same side. One odd run is therefore never a shift, neither as it comes nor as it goes. A candidate that no run
/// has followed yet is called suspected.
/// </remarks>
/// <param name="Metric">rate, p50 or p99.</param>
/// <param name="Verdict">better or worse.</param>
/// <param name="Suspected">True while no later run confirms it.</param>
/// <param name="Folder">The first run on the new level.</param>
/// <param name="Commit">Its commit; absent where it has none.</param>
/// <param name="After">The commit of the last run on the old level.</param>
/// <param name="Before">The median of the runs before it, in the figure's unit.</param>
/// <param name="Now">The median of up to three runs from it on.</param>
/// <param name="Text">All of that as a sentence.</param>
public sealed record Shift(string Metric, string Verdict, bool Suspected, string Folder, string? Commit, string? After, double Before, double Now, string Text)
{
    private const int Least = 3, Most = 10, Ahead = 3, Confirming = 2;
    private const double ToDeviation = 1.4826, Spreads = 3;

    internal static IReadOnlyList<Shift> Of(IReadOnlyList<HistoryRow> rows)
    {
        HistoryRow[] counting = [.. rows.Where(row => row.Counts)];
        return
        [
            .. Find(counting, "rate", row => row.RatePerSecond, 0.05, 0, moreIsBetter: true, Figures.Rate),
            .. Find(counting, "p50", row => row.P50Ms, 0.05, 0.02, moreIsBetter: false, ms => Figures.Milliseconds(ms)),
            .. Find(counting, "p99", row => row.P99Ms, 0.10, 0.1, moreIsBetter: false, ms => Figures.Milliseconds(ms)),
        ];
    }

    private static IEnumerable<Shift> Find(HistoryRow[] all, string metric, Func<HistoryRow, double?> figure, double part, double least, bool moreIsBetter, Func<double, string> print)
    {
        HistoryRow[] rows = [.. all.Where(row => figure(row) is > 0)];
        double[] values = [.. rows.Select(row => figure(row)!.Value)];
        int start = 0;
        for (int at = Least; at < values.Length; at++)
        {
            if (at - start < Least)
            {
                continue;
            }

            double[] before = values[Math.Max(start, at - Most)..at];
            double level = Median(before);
            double spread = Median([.. before.Select(value => Math.Abs(Math.Log(value / level)))]) * ToDeviation;
            double band = Math.Max(Math.Log(1 + part), Spreads * spread);
            if (!IsBeyond(values[at], Math.Sign(values[at] - level)))
            {
                continue;
            }

            double[] ahead = values[at..Math.Min(at + Ahead, values.Length)];
            bool suspected = ahead.Length == 1;
            if (!suspected && ahead.Count(value => IsBeyond(value, Math.Sign(values[at] - level))) < Confirming)
            {
                continue;
            }

            yield return Make(rows[at], rows[at - 1], level, Median(ahead), suspected);
            start = at;

            bool IsBeyond(double value, int side) => side * Math.Log(value / level) > band && Math.Abs(value - level) > least;
        }

        Shift Make(HistoryRow row, HistoryRow last, double level, double now, bool suspected)
        {
            string verdict = now > level == moreIsBetter ? Trend.Better : Trend.Worse;
            string change = ((now / level) - 1).ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture);
            string when = row.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            string came = (last.Commit, row.Commit) switch
            {
                (_, null) => "it has no commit",
                (null, { } commit) => $"commit {commit}",
                ({ } old, { } commit) when Bare(old) == Bare(commit) => $"commit {commit}, as the run before it: what changed is not in the commit, look at the machine and at uncommitted files",
                ({ } old, { } commit) => $"commit {commit}; the run before it was of {old}, so it came with one of `git log {Bare(old)}..{Bare(commit)}`",
            };
            return new Shift(
                metric, verdict, suspected, row.Folder, row.Commit, last.Commit, level, now,
                $"{metric}: {(suspected ? "perhaps " : "")}{verdict} since {row.Folder} ({when}), {print(now)} after {print(level)} ({change}); {came}{(suspected ? ". Only the newest run shows it: repeat it" : "")}.");
        }

        static string Bare(string commit) => commit.TrimEnd('+');
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
