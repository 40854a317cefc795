using System.Text;

namespace Millrace.Reports.Text;

/// <summary>A Markdown page under construction: blocks with one blank line between two.</summary>
internal sealed class MarkdownPage
{
    private readonly StringBuilder _text = new();

    public MarkdownPage Title(string text) => Block("# " + text);

    public MarkdownPage Heading(string text) => Block("## " + text);

    public MarkdownPage Paragraph(string text) => Block(text);

    public MarkdownPage Code(string text, string language = "") => Block("```" + language + "\n" + text.TrimEnd() + "\n```");

    public MarkdownPage Bullets(IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        return all.Length == 0 ? this : Block(string.Join('\n', all.Select(line => "- " + line)));
    }

    /// <summary>Adds the table; an empty one adds nothing.</summary>
    public MarkdownPage Table(MarkdownTable table) => table.IsEmpty ? this : Block(table.ToString().TrimEnd());

    public override string ToString() => _text.ToString();

    private MarkdownPage Block(string text)
    {
        if (_text.Length > 0)
        {
            _text.Append('\n');
        }

        _text.Append(text).Append('\n');
        return this;
    }
}
