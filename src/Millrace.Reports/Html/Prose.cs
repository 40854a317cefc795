using System.Text;
using System.Text.RegularExpressions;

namespace Millrace.Reports.Html;

/// <summary>Sentences of a report, which know **bold**, `code` and lines that begin with a dash, as HTML.</summary>
internal static partial class Prose
{
    private const string Item = "- ";

    /// <summary>Paragraphs and lists.</summary>
    public static Markup Of(string text)
    {
        var blocks = new List<Markup>();
        foreach ((bool isList, List<string> lines) in Runs(text.ReplaceLineEndings("\n").Split('\n')))
        {
            blocks.Add(isList
                ? Markup.Of($"<ul>{lines.Select(line => Markup.Of($"<li>{Line(line[Item.Length..])}</li>"))}</ul>")
                : Markup.Of($"<p>{Line(string.Join(' ', lines))}</p>"));
        }

        return Markup.Join(blocks);
    }

    /// <summary>One sentence without a paragraph around it.</summary>
    public static Markup Line(string text)
    {
        var escaped = new StringBuilder();
        MarkupHandler.Escape(escaped, text);
        // After the escaping: what is put in between the stars holds no tag any more.
        return new Markup(Marked.Replace(escaped.ToString(), each => each.Groups["code"] is { Success: true, Value: var code }
            ? $"<code>{code}</code>"
            : $"<strong>{Code.Replace(each.Groups["bold"].Value, "<code>$1</code>")}</strong>"));
    }

    private static IEnumerable<(bool IsList, List<string> Lines)> Runs(IEnumerable<string> lines)
    {
        (bool IsList, List<string> Lines) run = (false, []);
        foreach (string line in lines)
        {
            bool isItem = line.StartsWith(Item, StringComparison.Ordinal);
            if (run.Lines.Count > 0 && (isItem != run.IsList || line.Length == 0))
            {
                yield return run;
                run = (isItem, []);
            }

            if (line.Length > 0)
            {
                run = (isItem, [.. run.Lines, line]);
            }
        }

        if (run.Lines.Count > 0)
        {
            yield return run;
        }
    }

    // From left to right, and only whole code within bold: so that no element ends in the middle of another.
    [GeneratedRegex(@"`(?<code>[^`]+)`|\*\*(?<bold>(?:`[^`]+`|[^`])+?)\*\*", RegexOptions.Singleline)]
    private static partial Regex Marked { get; }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code { get; }
}
