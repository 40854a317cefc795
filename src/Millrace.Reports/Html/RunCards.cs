using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>A card for each run of a suite: its verdict, its headline figures, the curve of its throughput, and the way to its page.</summary>
internal static class RunCards
{
    public static Markup Of(SuiteFile suite, Func<string, RunFile?> runOf) => suite.Runs.Count == 0
        ? Markup.Of($"<p>No run was finished.</p>")
        : Markup.Of($"<div class=\"cards{new Markup(suite.Kind == SuiteKind.Systems ? " systems" : "")}\">{suite.Runs.Select(run => Card(suite, run, runOf(run.Folder)))}</div>");

    private static Markup Card(SuiteFile suite, SuiteRun run, RunFile? file)
    {
        string mark = Headline.MarkOf(run.GeneratorVerdict == GeneratorVerdict.GeneratorLimited);
        string title = suite.Kind == SuiteKind.Systems ? run.System ?? run.Profile : run.Profile;
        string[] facts =
        [
            suite.Kind == SuiteKind.Systems ? run.Profile : suite.Kind == SuiteKind.Repeats ? run.Folder : "",
            run.Mode == run.Profile || run.Mode == "default" ? "" : run.Mode,
            $"{Figures.Count(run.Clients)} clients",
            run.DurationSeconds is { } seconds ? Figures.Seconds(seconds) : "",
        ];
        // A number stays with its unit.
        string more = string.Join(" \u00b7 ", facts.Where(fact => fact.Length > 0).Select(fact => fact.Replace(' ', '\u00a0')));
        Markup heading = RunLink.To(run.Folder) is { } address ? Markup.Of($"<a href=\"{address}\">{title}</a>") : Markup.Of($"{title}");
        return Markup.Of(
            $"""
            <article class="card {new Markup(Badge.Tone(run.Outcome))}">
            <h3>{heading} {Badge.Of(run.Outcome)}</h3>
            <p class="eyebrow">{more}</p>
            <p class="rate"><b>{mark}{Figures.Rate(run.RatePerSecond)}</b> <span class="more">answered rightly</span></p>
            {Sparkline.Of(file)}
            <dl class="small"><div><dt>p50</dt><dd>{Figures.Milliseconds(run.P50Ms)}</dd></div><div><dt>p99</dt><dd>{Figures.Milliseconds(run.P99Ms)}</dd></div><div><dt>max</dt><dd>{Figures.Milliseconds(run.MaxMs)}</dd></div><div><dt>errors</dt><dd>{Figures.Count(run.Errors)}</dd></div><div><dt>loss</dt><dd>{Figures.Count(run.Loss)}</dd></div></dl>
            <p class="foot">Generator {Badge.Of(run.GeneratorVerdict)}</p>{(run.Level is { } level ? Markup.Of($"<p class=\"foot\">Guides {Badge.Of(level.ToString().ToLowerInvariant())}</p>") : Markup.Empty)}
            {(run.Ending == RunEnding.Completed ? Markup.Empty : Markup.Of($"<p class=\"ending\">{SuiteReport.Ending(run.Ending).TrimStart(',', ' ')}</p>"))}
            {Reasons(file)}
            </article>

            """);
    }

    // Two sentences say what to look at; the run's page has all.
    private static Markup Reasons(RunFile? file) => file is { Verdict: { Outcome: not VerdictOutcome.Pass, Reasons: { Count: > 0 } reasons } }
        ? BlockHtml.Bullets([.. reasons.Take(2)])
        : Markup.Empty;
}
