using Millrace.Reports.Comparing;

namespace Millrace.Reports.Html;

/// <summary>A comparison as a page: a section for each profile.</summary>
internal static class ComparisonPage
{
    public static string Render(Comparison comparison)
    {
        var sections = new List<HtmlSection>();
        foreach (SetComparison set in comparison.Sets)
        {
            Markup across = comparison.AcrossMachines && set.MachineDifferences.Count > 0
                ? Markup.Of($"<p><strong>{ComparisonReport.AcrossTitle}: {string.Join("; ", set.MachineDifferences)}</strong></p>") : Markup.Empty;
            sections.Add(Titled(
                $"{ComparisonReport.Loud(set.Verdict)}: {set.System} {set.Profile}",
                Markup.Of($"{across}{Prose.Of(ComparisonReport.Lead(set, comparison))}{BlockHtml.Table(ComparisonReport.TableOf(set, comparison.Confidence), "comparison")}{BlockHtml.Bullets([.. ComparisonReport.Remarks(set), .. ComparisonReport.Sides(set)])}"),
                sections));
        }

        sections.Add(new HtmlSection("Left out", comparison.Unpaired.Count == 0 ? Markup.Empty : BlockHtml.Bullets(comparison.Unpaired)));
        string title = $"Comparison: {ComparisonReport.Loud(comparison.Verdict)}";
        return PageFrame.Render(title, Markup.Of($"<header><h1>{title}</h1></header>"), sections, ChartData.Render([]), PageFrame.Foot(null, ""));
    }

    // Loads of one profile have one title; an address leads to one place.
    private static HtmlSection Titled(string title, Markup body, List<HtmlSection> others)
    {
        int same = others.Count(other => other.Title == title || other.Title.StartsWith(title + " (", StringComparison.Ordinal));
        return new HtmlSection(same == 0 ? title : $"{title} ({same + 1})", body);
    }
}
