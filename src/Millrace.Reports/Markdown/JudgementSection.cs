using System.Globalization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>Thresholds, invariants, status guides and findings.</summary>
internal static class JudgementSection
{
    public static void Write(MarkdownPage page, RunFile run)
    {
        var thresholds = new MarkdownTable("threshold", "over", ">observed", "outcome", "asked for by", "remark");
        foreach (ThresholdResult threshold in run.Thresholds)
        {
            thresholds.Row(
                threshold.Expression, threshold.Window ?? "the measured part", Observed(threshold), Phrases.Of(threshold.Outcome), threshold.Source, threshold.Remark ?? "");
        }

        if (!thresholds.IsEmpty)
        {
            page.Heading("Thresholds", SectionKind.Thresholds).Table(thresholds);
        }

        var invariants = new MarkdownTable("invariant", ">violations", "holds");
        foreach ((string name, long violations) in run.Invariants)
        {
            invariants.Row(name, Figures.Count(violations), violations == 0 ? "yes" : "NO");
        }

        if (!invariants.IsEmpty)
        {
            page.Heading("Invariants", SectionKind.Invariants).Table(invariants);
        }

        var guides = new MarkdownTable("figure", ">value", "level", "scale", "remark");
        foreach (GuideResult guide in run.Guides)
        {
            guides.Row(
                guide.Metric, Figures.Number(guide.Value), guide.Level?.ToString().ToLowerInvariant() ?? "not measured",
                string.Join(", ", guide.Scale.Select(Band)), guide.Remark ?? "");
        }

        if (!guides.IsEmpty)
        {
            page.Heading("Status guides", SectionKind.Guides).Table(guides);
        }

        if (run.Findings.Count > 0)
        {
            page.Heading("Findings", SectionKind.Findings).Bullets(run.Findings
                .OrderByDescending(finding => finding.Severity)
                .Select(finding => $"**{finding.Severity.ToString().ToLowerInvariant()}**: {finding.Text}"));
        }
    }

    internal static string Observed(ThresholdResult threshold) => threshold switch
    {
        { Observed: null, Outcome: ThresholdOutcome.Fail, Remark: { } why } => why,
        { Observed: null } => Figures.None,
        { Unit: "ms", Observed: { } ms } => Figures.Milliseconds(ms),
        { Observed: { } value, Unit: var unit } when value == Math.Floor(value) && Math.Abs(value) < 1e15 => $"{Figures.Count((long)value)} {unit}".TrimEnd(),
        { Observed: { } value, Unit: var unit } => $"{Figures.Number(value)} {unit}".TrimEnd(),
    };

    private static string End(double? value) => value?.ToString("#,0.######", CultureInfo.InvariantCulture) ?? "";

    private static string Band(GuideBand band) => (band.From, band.To) switch
    {
        (null, { } to) => $"{band.Level.ToString().ToLowerInvariant()} < {End(to)}",
        ({ } from, null) => $"{band.Level.ToString().ToLowerInvariant()} >= {End(from)}",
        ({ } from, { } to) => $"{band.Level.ToString().ToLowerInvariant()} {End(from)}..{End(to)}",
        _ => band.Level.ToString().ToLowerInvariant(),
    };
}
