using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>The page of one run. Words and tables are those of the Markdown page; what is added are charts, an order for reading on a screen, and an appearance.</summary>
internal static class RunPage
{
    private static readonly SectionKind[] Judged = [SectionKind.Thresholds, SectionKind.Invariants, SectionKind.Guides];

    public static string Render(RunFile run)
    {
        Headline headline = Headline.Of(run);
        var parts = new PageParts(MarkdownReport.Compose(run));
        parts.Take(SectionKind.Head); // the verdict: this page has a head of its own
        IReadOnlyList<Chart> load = RunCharts.Load(run);
        Chart? distribution = PercentilePlot.Of(run, headline);
        IReadOnlyList<Chart> resources = RunCharts.Resources(run);

        HtmlSection findings = parts.Take(SectionKind.Findings);
        HtmlSection phases = parts.Take(SectionKind.Phases);
        HtmlSection series = parts.Take(SectionKind.Series) with { Folded = true };
        HtmlSection parameters = parts.Take(SectionKind.Parameters);
        HtmlSection environment = parts.Take(SectionKind.Environment);
        HtmlSection help = parts.Take(SectionKind.Help) with { Folded = true };
        List<HtmlSection> sections =
        [
            new("Over time", load.Count == 0 ? Markup.Empty : Markup.Of($"{NoScript}{Figure.Grid(load)}{Shading(run)}")),
            new("Latency distribution", distribution is null ? Markup.Empty : Markup.Of($"{Figure.Of(distribution)}{DistributionNote}")),
            parts.Take(SectionKind.Operations),
            new("Errors by kind", Errors(run)),
            Joined(new HtmlSection("Resources", Figure.Grid(resources)), parts.Take(SectionKind.Resources)),
            new("Where every message went", Account.Of(run)),
            parts.Take(SectionKind.Faults),
            parts.Take(SectionKind.Proxy),
            .. Judged.Select(parts.Take),
        ];
        parts.Take(SectionKind.Account); // shown above in another form
        sections.AddRange(parts.Rest());
        sections.AddRange([findings, phases, series, parameters, environment, help]);
        return PageFrame.Render(
            $"{run.System} {run.Profile}: {Phrases.Of(run.Verdict.Outcome)}", PageHead.Of(run, headline), sections,
            ChartData.Render([.. load, .. distribution is null ? [] : new[] { distribution }, .. resources], run), PageFrame.Foot(run.Environment, run.Fingerprint));
    }

    internal static Markup NoScript => new("<noscript><p class=\"banner note\"><span aria-hidden=\"true\">!</span> <span>The charts are drawn by a script, which this browser does not run. Their figures stand in the tables.</span></p></noscript>");

    private static Markup DistributionNote => new(
        "<p class=\"note\">Read it from left to right: 90&#160;% of all messages were answered within the time above 90&#160;%, one in a thousand took longer than the time above 99.9&#160;%. "
        + "Response time counts from the moment a message was due, service time from the moment it was sent: where the lines part, messages waited to be sent.</p>");

    private static HtmlSection Joined(HtmlSection first, HtmlSection second) => first with { Body = Markup.Of($"{first.Body}{second.Body}") };

    private static Markup Shading(RunFile run)
    {
        bool faults = run.Faults.Any(fault => fault.InjectedAtSeconds is not null);
        // The last second of a run may be a little more than one.
        bool merged = run.Series.Count(point => point.SpanSeconds >= 2) > run.Series.Count / 2;
        return Markup.Of(
            $"<p class=\"note\">Grey parts are not measured (connect, warm-up, drain).{(faults ? " Hatched windows are faults." : "")}{(merged ? " The run is long: a point stands for several seconds, rates are their mean, percentiles the largest of theirs." : "")}</p>");
    }

    private static Markup Errors(RunFile run)
    {
        var table = new MarkdownTable("kind", ">errors", ">of all that ended", "operations");
        long ended = run.Operations.Values.Sum(operation => operation.Count);
        var kinds = run.Operations
            .SelectMany(operation => operation.Value.Errors.Where(error => error.Value > 0).Select(error => (Kind: error.Key, Operation: operation.Key, Count: error.Value)))
            .GroupBy(error => error.Kind)
            .Select(kind => (kind.Key, Count: kind.Sum(error => error.Count), Operations: string.Join(", ", kind.OrderByDescending(error => error.Count).Select(error => $"{error.Operation} {Figures.Count(error.Count)}"))))
            .OrderByDescending(kind => kind.Count);
        foreach ((string kind, long count, string operations) in kinds)
        {
            table.Row(kind, Figures.Count(count), Figures.Share(count, ended), operations);
        }

        return table.IsEmpty ? Markup.Empty : BlockHtml.Table(table, "Errors by kind");
    }
}
