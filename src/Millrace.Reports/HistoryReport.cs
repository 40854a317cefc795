using System.Globalization;
using System.Text;
using Millrace.Reports.Markdown;
using Millrace.Reports.Text;

namespace Millrace.Reports;

/// <summary>A history for reading: a table and its trends for each group of comparable runs.</summary>
public static class HistoryReport
{
    private const string Watch =
        """
        **Trends to watch:** the rate should stay or rise with optimisations; p95 should not grow; errors should stay below 1 %; memory should grow with what the target
        keeps, not with the length of the run. Runs are grouped by their fingerprints: different profiles, loads and machines are not compared. Only runs that ended in order, whose
        generator is known to have kept up and whose account closes count for medians and verdicts; the others stand in the table as not judged, with the reason.
        """;

    /// <summary>The page as Markdown, with LF line ends.</summary>
    public static string Markdown(HistoryFile history) => Compose(history).ToString();

    /// <summary>The page's blocks, which the HTML page is made of as well.</summary>
    internal static MarkdownPage Compose(HistoryFile history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var page = new MarkdownPage();
        page.Title($"History of {Count(history)}");
        foreach (HistoryGroup group in history.Groups)
        {
            page.Heading(group.Title).Paragraph($"{group.Load}; {group.Machine}; fingerprint {group.Fingerprint}");
            var table = new MarkdownTable("date (UTC)", "version", ">clients", ">rate", ">p50", ">p95", ">p99", ">errors", ">memory growth", "verdict", "notes", "folder");
            foreach (HistoryRow row in group.Runs)
            {
                string[] cells = Cells(row);
                table.Row([.. cells[..^2], Marked(row, group), cells[^1]]);
            }

            page.Table(table);
            if (group.Earlier > 0)
            {
                page.Paragraph($"{Figures.Count(group.Earlier)} earlier runs are not shown (--last); they count.");
            }

            page.Bullets(group.Shifts.Select(shift => $"**{shift.Text}**")).Bullets(group.Trends.Select(trend => trend.Text));
            if (group.Commits.Count > 0)
            {
                var commits = new MarkdownTable("commit", ">runs", ">rate, median", ">p50, median", ">p99, median");
                foreach (CommitLevel level in group.Commits)
                {
                    commits.Row(level.Cells());
                }

                page.Table(commits);
            }

            ChartsSection.Write(page, TrendChart.Of(group));
        }

        page.Paragraph(Watch);
        if (history.LeftOut.Count > 0)
        {
            page.Paragraph("Left out:").Bullets(history.LeftOut);
        }

        return page;
    }

    /// <summary>The same for a terminal.</summary>
    public static string Text(HistoryFile history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var text = new StringBuilder();
        foreach (HistoryGroup group in history.Groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"{group.Title}: {group.Load}\n{group.Machine}\n\n");
            var table = new TextTable().Row("date (UTC)", "version", "clients", "rate", "p50", "p95", "p99", "errors", "memory growth", "verdict", "notes");
            foreach (HistoryRow row in group.Runs)
            {
                table.Row([.. Cells(row)[..^2], Marked(row, group)]);
            }

            text.Append(table).Append(group.Earlier > 0 ? $"  {Figures.Count(group.Earlier)} earlier runs are not shown (--last); they count.\n" : "").Append('\n');
            text.Append(TrendChart.Sparks(group));
            foreach (Shift shift in group.Shifts)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {shift.Text}\n");
            }

            foreach (Trend trend in group.Trends)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {trend.Text}\n");
            }

            text.Append('\n');
        }

        foreach (string left in history.LeftOut)
        {
            text.Append(CultureInfo.InvariantCulture, $"left out: {left}\n");
        }

        return text.ToString();
    }

    private static string[] Cells(HistoryRow row) =>
    [
        row.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), row.Commit is { } commit ? $"{row.Version} {commit}" : row.Version, Figures.Count(row.Clients),
        Headline.MarkOf(row.IsLowerBound) + Figures.Rate(row.RatePerSecond), Figures.Milliseconds(row.P50Ms), Figures.Milliseconds(row.P95Ms), Figures.Milliseconds(row.P99Ms),
        row.ErrorPercent is { } errors ? Figures.Share(errors, 100) : Figures.None, Figures.Bytes(row.MemoryGrowthBytes),
        Phrases.Of(row.Outcome) + SuiteReport.Ending(row.Ending) + (row.Unjudged is { } why ? $", not judged: {why}" : ""), row.Notes.Length == 0 ? Figures.None : row.Notes, row.Folder,
    ];

    private static string Marked(HistoryRow row, HistoryGroup group)
    {
        string[] marks = [.. group.Shifts.Where(shift => shift.Folder == row.Folder).Select(shift => $"{shift.Metric} {shift.Verdict}{(shift.Suspected ? "?" : "")}")];
        return marks.Length == 0 ? row.Notes.Length == 0 ? Figures.None : row.Notes : $"<- {string.Join(", ", marks)}{(row.Notes.Length == 0 ? "" : "; " + row.Notes)}";
    }

    private static string Count(HistoryFile history)
    {
        int runs = history.Groups.Sum(group => group.Runs.Count + group.Earlier);
        return $"{Figures.Count(runs)} run{(runs == 1 ? "" : "s")}";
    }
}
