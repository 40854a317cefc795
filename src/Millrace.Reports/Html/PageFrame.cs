using System.Globalization;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>What surrounds every page: its head with all that it needs in itself, the bar with the contents, and the foot.</summary>
internal static class PageFrame
{
    /// <summary>The whole file.</summary>
    /// <param name="title">The window's title.</param>
    /// <param name="head">What stands above the contents: the verdict.</param>
    /// <param name="sections">The sections in order; empty ones are left out.</param>
    /// <param name="data">What the charts are drawn from, as JSON without a &lt; in it.</param>
    /// <param name="foot">The last line.</param>
    public static string Render(string title, Markup head, IReadOnlyList<HtmlSection> sections, string data, string foot)
    {
        HtmlSection[] shown = Named(sections.Where(section => !section.Body.IsEmpty));
        // No request of any kind leaves the page, and nothing in it runs but these two scripts, whatever text a run file brings along.
        string policy = $"default-src 'none'; script-src '{Asset.ChartLibrary.Hash}' '{Asset.Script.Hash}'; style-src '{Asset.Style.Hash}'; base-uri 'none'; form-action 'none'";
        return Markup.Of(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{new Markup(policy)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="Millrace">
            <title>{title}</title>
            <style>{new Markup(Asset.Style.Text)}</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the report</a>
            <div class="bar"><span class="brand"><span aria-hidden="true" class="wheel"></span>millrace</span><span class="bar-title">{title}</span><button type="button" id="theme" hidden>Theme: auto</button></div>
            <div class="page">
            <nav class="contents" aria-label="Contents"><ol>{shown.Select(section => Markup.Of($"<li><a href=\"#{section.Id}\">{section.Title}</a></li>"))}</ol></nav>
            <main id="main">
            {head}
            {shown.Select(section => section.Render())}
            </main>
            </div>
            <footer><p>{foot}</p></footer>
            <script type="application/json" id="data">{new Markup(data)}</script>
            <script>{new Markup(Asset.ChartLibrary.Text)}</script>
            <script>{new Markup(Asset.Script.Text)}</script>
            </body>
            </html>

            """).Text;
    }

    // A table of a system's own may be called as a section of ours, and an address leads to one place alone.
    private static HtmlSection[] Named(IEnumerable<HtmlSection> sections)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. sections.Select(section =>
        {
            string id = section.Id;
            for (int again = 2; !taken.Add(id); again++)
            {
                id = string.Create(CultureInfo.InvariantCulture, $"{section.Id}-{again}");
            }

            return section with { Id = id };
        })];
    }

    /// <summary>When it began and what wrote it.</summary>
    public static string Foot(RunEnvironment? environment, string fingerprint) => string.Join(" \u00b7 ", new[]
    {
        environment is { } known ? $"Millrace {known.MillraceVersion}" : "Millrace",
        environment?.GitCommit is { } commit ? $"commit {commit[..Math.Min(12, commit.Length)]}{(environment.GitDirty == true ? " with changes" : "")}" : "",
        fingerprint.Length > 0 ? $"fingerprint {fingerprint}" : "",
        "derived from the run\u2019s files alone; this page asks nothing of any network",
    }.Where(part => part.Length > 0));
}
