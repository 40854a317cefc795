using Millrace.Reports.Text;

namespace Millrace.Reports;

/// <summary>The runs of one commit together.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Runs">How many of its runs count.</param>
/// <param name="RatePerSecond">The median of their rates.</param>
/// <param name="P50Ms">The median of their median response times.</param>
/// <param name="P99Ms">The median of their 99th percentiles.</param>
public sealed record CommitLevel(string Commit, int Runs, double? RatePerSecond, double? P50Ms, double? P99Ms)
{
    /// <summary>One for each commit, in the order of their first runs; none where no commit has several runs.</summary>
    internal static IReadOnlyList<CommitLevel> Of(IReadOnlyList<HistoryRow> rows)
    {
        CommitLevel[] levels =
        [
            .. rows.Where(row => row.Counts && row.Commit is not null).GroupBy(row => row.Commit!)
                .Select(group => new CommitLevel(group.Key, group.Count(), Median(group.Select(row => (double?)row.RatePerSecond)), Median(group.Select(row => row.P50Ms)), Median(group.Select(row => row.P99Ms)))),
        ];
        return levels.Any(level => level.Runs > 1) ? levels : [];
    }

    internal string[] Cells() => [Commit, Figures.Count(Runs), RatePerSecond is { } rate ? Figures.Rate(rate) : Figures.None, Figures.Milliseconds(P50Ms), Figures.Milliseconds(P99Ms)];

    private static double? Median(IEnumerable<double?> values)
    {
        double[] sorted = [.. values.OfType<double>().Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
