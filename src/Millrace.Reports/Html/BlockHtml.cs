using Millrace.Reports.Text;

namespace Millrace.Reports.Html;

/// <summary>The blocks that Markdown pages are composed of, as HTML.</summary>
internal static class BlockHtml
{
    /// <summary>All of them; a chart in Mermaid's text is left out, because the page draws its own.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="caption">What the tables among them are called to those who hear the page.</param>
    /// <param name="linkOf">The address that a cell leads to, by its column's head and its text; null where it leads nowhere.</param>
    public static Markup Of(IEnumerable<PageBlock> blocks, string caption, Func<string, string, string?>? linkOf = null) => Markup.Join(blocks.Select(block => block switch
    {
        PageBlock.Paragraph paragraph => Prose.Of(paragraph.Text),
        PageBlock.Bullets bullets => Bullets(bullets.Lines),
        PageBlock.Code code => Code(code.Text),
        PageBlock.Chart chart => CategoryBars.Of(chart.Figures),
        PageBlock.Table table => Table(table.Rows, caption, linkOf),
        _ => Markup.Empty,
    }));

    /// <summary>Text that keeps its lines, scrolling in a box of its own.</summary>
    public static Markup Code(string text) => Markup.Of($"<pre tabindex=\"0\"><code>{text.TrimEnd()}</code></pre>");

    /// <summary>A list; items that can be ticked have their tick.</summary>
    public static Markup Bullets(IReadOnlyList<string> lines)
    {
        bool ticks = lines.Count > 0 && lines.All(line => line.StartsWith("[x] ", StringComparison.Ordinal) || line.StartsWith("[ ] ", StringComparison.Ordinal));
        return ticks
            ? Markup.Of($"<ul class=\"ticks\">{lines.Select(line => line[1] == 'x'
                ? Markup.Of($"<li class=\"good\"><span class=\"sign\" aria-hidden=\"true\">\u2713</span><span>{Prose.Line(line[4..])} <span class=\"unseen\">holds</span></span></li>")
                : Markup.Of($"<li class=\"bad\"><span class=\"sign\" aria-hidden=\"true\">\u2715</span><span>{Prose.Line(line[4..])} <span class=\"unseen\">does not hold</span></span></li>"))}</ul>")
            : Markup.Of($"<ul>{lines.Select(line => Markup.Of($"<li>{Prose.Line(line)}</li>"))}</ul>");
    }

    /// <summary>A table in a box that scrolls by itself where the screen is narrow; its first column names the row.</summary>
    public static Markup Table(MarkdownTable table, string caption, Func<string, string, string?>? linkOf = null)
    {
        IReadOnlyList<string> heads = table.Heads;
        return Markup.Of(
            $"""
            <div class="wide" tabindex="0" role="region" aria-label="{caption}"><table><thead><tr>{heads.Select((head, at) =>
                Markup.Of($"<th scope=\"col\"{Right(table, at)}>{head}</th>"))}</tr></thead><tbody>
            {table.Rows.Select(row => Markup.Of($"<tr>{row.Select((cell, at) => at == 0
                ? Markup.Of($"<th scope=\"row\"{Right(table, at)}>{Cell(heads[at], cell, linkOf)}</th>")
                : Markup.Of($"<td{Right(table, at)}>{Cell(heads[at], cell, linkOf)}</td>"))}</tr>\n"))}</tbody></table></div>

            """);
    }

    private static Markup Right(MarkdownTable table, int column) => new(table.IsRight(column) ? " class=\"n\"" : "");

    private static Markup Cell(string head, string cell, Func<string, string, string?>? linkOf) =>
        linkOf?.Invoke(head, cell) is { } address ? Markup.Of($"<a href=\"{address}\">{cell}</a>") : Badge.Of(cell);
}
