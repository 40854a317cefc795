using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>First things first: what was run, what it comes to and why, and whether its figures can be believed.</summary>
internal static class PageHead
{
    /// <summary>The title with its verdict.</summary>
    public static Markup Title(string eyebrow, string title, VerdictOutcome outcome) => Markup.Of(
        $"""
        <header class="head {new Markup(Badge.Tone(outcome))}">
        <p class="eyebrow">{eyebrow}</p>
        <h1><span>{title}</span> <span class="verdict">{Badge.Of(outcome)}</span></h1>

        """);

    /// <summary>The head of a run's page.</summary>
    public static Markup Of(RunFile run, Headline headline) => Markup.Of(
        $"""
        {Title(Eyebrow(run), $"{run.System} {run.Profile}", run.Verdict.Outcome)}
        {(Phrases.Ending(run) is { } ending ? Banner("warning", ending) : Markup.Empty)}
        {(run.Verdict.Ending == RunEnding.Completed && run.Generator.Verdict != GeneratorVerdict.Valid ? Banner("note", $"Read with care: {Careful(run.Generator)}") : Markup.Empty)}
        {Reasons(run)}
        {LastWords("The target", run.Target.Exit)}{(run.Companions ?? []).Select(companion => LastWords($"The {companion.Name}", companion.Exit))}
        </header>
        {Tiles(run, headline)}
        {Generator(run.Generator)}
        """);

    /// <summary>A sentence that must not be overlooked.</summary>
    public static Markup Banner(string kind, string sentence) => Markup.Of($"<p class=\"banner {new Markup(kind)}\" role=\"note\"><span aria-hidden=\"true\">!</span> <span>{sentence}</span></p>\n");

    /// <summary>Figures to be read from across the room.</summary>
    public static Markup Tiles(params IEnumerable<Tile?> tiles) => Markup.Of(
        $"<dl class=\"tiles\">{tiles.OfType<Tile>().Select(tile => Markup.Of($"<div class=\"tile {tile.Tone ?? ""}\"><dt>{tile.Name}</dt> <dd>{tile.Value}</dd> <dd class=\"more\">{tile.More ?? ""}</dd></div> "))}</dl>\n");

    private static Markup Tiles(RunFile run, Headline headline)
    {
        Accounting account = run.Accounting;
        (LatencySummary? response, LatencySummary? service) = (headline.Response, headline.Service);
        return Tiles(
            new Tile("answered rightly", headline.Rate) { More = headline.IsLowerBound ? "a lower bound" : "per second, over the measured part" },
            new Tile("response p50", Figures.Milliseconds(response?.P50Ms)) { More = $"service {Figures.Milliseconds(service?.P50Ms)}" },
            new Tile("response p99", Figures.Milliseconds(response?.P99Ms)) { More = $"service {Figures.Milliseconds(service?.P99Ms)}" },
            new Tile("response max", Figures.Milliseconds(response?.MaxMs)) { More = $"service {Figures.Milliseconds(service?.MaxMs)}" },
            new Tile("lost", Figures.Share(account.Lost, account.Sent)) { More = $"{Figures.Count(account.Lost)} of {Figures.Count(account.Sent)}", Tone = account.Lost > 0 ? "bad" : null },
            account.Indefinite > 0 ? new Tile("indefinite", Figures.Count(account.Indefinite)) { More = "the connection broke before the answer", Tone = "fair" } : null,
            account.Dropped > 0 ? new Tile("dropped", Figures.Count(account.Dropped)) { More = "not started in time", Tone = "fair" } : null,
            new Tile("errors", Figures.Count(headline.Errors)) { More = "in the measured part", Tone = headline.Errors > 0 ? "bad" : null });
    }

    private static string Eyebrow(RunFile run)
    {
        RunParameters asked = run.Parameters;
        string mode = run.Mode == "default" ? "" : $"{run.Mode} \u00b7 ";
        return $"{mode}{Figures.Count(asked.Clients)} clients \u00b7 {asked.LoadModel.Text} \u00b7 {Figures.Seconds(asked.DurationSeconds)} \u00b7 {run.Environment.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC";
    }

    private static string Careful(GeneratorResult generator) => generator.Verdict == GeneratorVerdict.GeneratorLimited
        ? "the generator and not the target was the limit, so rates are lower bounds and latency holds some of the generator\u2019s own."
        : "it could not be told which side was the limit, so do not quote these figures as the target\u2019s.";

    private static Markup Reasons(RunFile run) => run.Verdict.Reasons.Count == 0
        ? Markup.Of($"<p class=\"lede\">{(run.Verdict.Outcome == VerdictOutcome.Pass ? "Thresholds, invariants and the account of all messages held." : "")}</p>")
        : Markup.Of($"<ul class=\"reasons\">{run.Verdict.Reasons.Select(reason => Markup.Of($"<li>{reason}</li>"))}</ul>");

    private static Markup LastWords(string who, TargetExit? exit) => exit?.LastWords is { Length: > 0 } words
        ? Markup.Of($"<div class=\"words\"><p>{who}\u2019s last words:</p>{BlockHtml.Code(words)}</div>")
        : Markup.Empty;

    private static Markup Generator(GeneratorResult generator) => Markup.Of(
        $"""
        <section class="health {new Markup(Badge.Tone(generator.Verdict))}" aria-labelledby="generator-h">
        <h2 id="generator-h">Generator {Badge.Of(generator.Verdict)}</h2>
        <p>{Phrases.Meaning(generator)}</p>
        {(generator.Reasons.Count > 0 ? BlockHtml.Bullets(generator.Reasons) : Markup.Empty)}
        </section>
        """);
}
