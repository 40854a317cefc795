using System.Globalization;
using System.Text;
using Millrace.Reports.Html;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Comparing;

/// <summary>A comparison for people: the verdict first, the figures below it, what was compared at the end.</summary>
public static class ComparisonReport
{
    /// <summary>As Markdown that fits a comment on a pull request, with LF line ends.</summary>
    public static string Markdown(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var page = new MarkdownPage();
        if (comparison.Sets.Count > 1)
        {
            page.Heading($"{Loud(comparison.Verdict)}: {comparison.Sets.Count} profiles");
        }

        foreach (SetComparison set in comparison.Sets)
        {
            page.Heading($"{Loud(set.Verdict)}: {set.System} {set.Profile}").Paragraph(Lead(set, comparison));
            if (comparison.AcrossMachines && set.MachineDifferences.Count > 0)
            {
                page.Heading(AcrossTitle).Paragraph($"**{string.Join("; ", set.MachineDifferences)}. What differs below may be the machine.**");
            }

            page.Paragraph(Body(set, comparison.Confidence).TrimEnd());
        }

        if (comparison.Unpaired.Count > 0)
        {
            page.Paragraph("Left out, because only one side has it (what is missing now makes the whole unknown at best):").Bullets(comparison.Unpaired);
        }

        return page.ToString();
    }

    /// <summary>The same for a terminal.</summary>
    public static string Text(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        var text = new StringBuilder();
        foreach (SetComparison set in comparison.Sets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Loud(set.Verdict)}  {set.System} {set.Profile}: {set.Sentence}\n");
            if (comparison.AcrossMachines && set.MachineDifferences.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n  {AcrossTitle}\n").AppendJoin("", set.MachineDifferences.Select(each => $"    {each}\n"));
            }

            var table = new TextTable();
            table.Row(Heads(comparison.Confidence));
            foreach (MetricComparison metric in set.Metrics.Where(IsThere))
            {
                table.Row(Cells(metric));
            }

            text.Append('\n').Append(table).Append('\n');
            text.AppendJoin("", Remarks(set).Select(remark => $"  {remark}\n"));
            text.Append(CultureInfo.InvariantCulture, $"  {Rule(comparison)}\n\n");
        }

        text.AppendJoin("", comparison.Unpaired.Select(each => $"left out: {each}\n"));
        return text.ToString();
    }

    /// <summary>The figures of one profile as a table that any page can print.</summary>
    public static ResultTable Table(SetComparison set, double confidence)
    {
        ArgumentNullException.ThrowIfNull(set);
        return new ResultTable
        {
            Name = "comparison",
            Title = $"{Loud(set.Verdict)}: {set.Sentence}",
            Columns = [.. Heads(confidence).Select(head => new TableColumn(head))],
            Rows = [.. set.Metrics.Where(IsThere).Select(metric => (IReadOnlyList<TableCell>)[.. Cells(metric).Select(cell => (TableCell)cell)])],
        };
    }

    /// <summary>What stands below that table, a sentence each.</summary>
    public static IReadOnlyList<string> Remarks(SetComparison set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return
        [
            .. set.Differences.Select(each => $"Not under the same conditions: {each}."),
            .. set.Doubts.Select(doubt => char.ToUpperInvariant(doubt[0]) + doubt[1..] + "."),
            .. set.Metrics.Where(metric => IsThere(metric) && metric.Judgement.Reason is { } reason && !reason.StartsWith("not judged", StringComparison.Ordinal)).Select(metric => $"{metric.Metric}: {metric.Judgement.Reason}."),
            .. set.Notes,
        ];
    }

    /// <summary>Table and what stands below it, for a page that has a heading of its own.</summary>
    public static string Body(SetComparison set, double confidence)
    {
        ArgumentNullException.ThrowIfNull(set);
        string remarks = string.Concat(Remarks(set).Select(remark => $"- {remark}\n"));
        return $"{TableOf(set, confidence)}\n{remarks}\n<details>\n<summary>What was compared</summary>\n\n{string.Concat(Sides(set).Select(side => $"- {side}\n"))}\n</details>\n";
    }

    internal static MarkdownTable TableOf(SetComparison set, double confidence)
    {
        string[] heads = Heads(confidence);
        var table = new MarkdownTable([heads[0], .. heads[1..^1].Select(head => ">" + head), heads[^1]]);
        foreach (MetricComparison metric in set.Metrics.Where(IsThere))
        {
            table.Row(Cells(metric));
        }

        return table;
    }

    internal static IReadOnlyList<string> Sides(SetComparison set) =>
        [Runs("before", set.Before), Runs("now", set.Now), .. set.MachineDifferences.Count == 0 ? [] : new[] { $"Machines: {string.Join("; ", set.MachineDifferences)}" }];

    internal static string Lead(SetComparison set, Comparison comparison) => $"{char.ToUpperInvariant(set.Sentence[0])}{set.Sentence[1..]}. {Rule(comparison)}";

    /// <summary>The same as HTML that opens without a network.</summary>
    public static string Html(Comparison comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return ComparisonPage.Render(comparison);
    }

    internal const string AcrossTitle = "ACROSS MACHINES: THE TWO SIDES RAN UNDER DIFFERENT MACHINE CONDITIONS";

    private static string Runs(string side, IReadOnlyList<SampledRun> runs) => $"{side}: {runs.Count} run{(runs.Count == 1 ? "" : "s")}, {string.Join("; ", runs.Take(20).Select(Run))}{(runs.Count > 20 ? $"; and {runs.Count - 20} more" : "")}";

    private static string Run(SampledRun run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, ") + run.Version.Split('+')[0]
        + (run.Commit is { Length: > 0 } commit ? $" {commit[..Math.Min(9, commit.Length)]}{(run.Dirty == true ? "+" : "")}" : "") + $", generator {Phrases.Of(run.Generator)}";

    private static string Rule(Comparison comparison) =>
        $"A change of up to {Figures.Number(comparison.Threshold * 100)} % counts as none; verdicts at {Figures.Number(comparison.Confidence * 100)} % confidence; (shown) stands where a figure does not count.";

    internal static string Loud(ChangeVerdict verdict) => verdict.ToString().ToUpperInvariant();

    private static bool IsThere(MetricComparison metric) => metric.Before is not null || metric.Now is not null;

    private static string[] Heads(double confidence) => ["metric", "before", "now", "change", $"{Figures.Number(((2 * confidence) - 1) * 100)} % interval", "p", "verdict"];

    private static string[] Cells(MetricComparison row)
    {
        Metric metric = Metric.All.First(each => each.Name == row.Metric);
        Judgement found = row.Judgement;
        double? p = found.Verdict switch
        {
            ChangeVerdict.Slower => found.PSlower,
            ChangeVerdict.Faster => found.PFaster,
            ChangeVerdict.Same => found.PSame,
            _ => null,
        };
        return
        [
            metric.Title, metric.Print(row.Before), metric.Print(row.Now), Change(metric, found.Change), found.Low is null ? Figures.None : $"{Change(metric, found.Low)} to {Change(metric, found.High)}",
            p is { } known ? known < 0.001 ? "< 0.001" : known.ToString("0.000", CultureInfo.InvariantCulture) : Figures.None, metric.Word(found.Verdict) + (row.Judged ? "" : " (shown)"),
        ];
    }

    private static string Change(Metric metric, double? change)
    {
        if (change is not { } known)
        {
            return Figures.None;
        }

        double percent = metric.IsShare ? known * 100 : (known - 1) * 100;
        string size = Math.Abs(percent) < 0.005 ? "0" : Math.Abs(percent) < 10 ? Math.Abs(percent).ToString("0.00", CultureInfo.InvariantCulture) : Figures.Number(Math.Abs(percent));
        return (size == "0" ? "" : percent < 0 ? "-" : "+") + size + (metric.IsShare ? " points" : " %");
    }
}
