using Millrace.Results;

namespace Millrace.Reports.Text;

/// <summary>A page under construction: blocks, which are Markdown with one blank line between two, or what another format makes of them.</summary>
internal sealed class MarkdownPage
{
    private const string MermaidLanguage = "mermaid";
    private readonly List<PageBlock> _blocks = [];

    /// <summary>What it holds, in order.</summary>
    public IReadOnlyList<PageBlock> Blocks => _blocks;

    public MarkdownPage Title(string text) => Add(new PageBlock.Title(text));

    public MarkdownPage Heading(string text, SectionKind kind = SectionKind.Other) => Add(new PageBlock.Heading(text, kind));

    public MarkdownPage Paragraph(string text) => Add(new PageBlock.Paragraph(text));

    public MarkdownPage Code(string text, string language = "") =>
        Add(language == MermaidLanguage ? new PageBlock.Mermaid(text, null) : new PageBlock.Code(text));

    /// <summary>A chart for other formats: what Markdown shows of it, <see cref="Mermaid"/> says.</summary>
    public MarkdownPage Chart(ResultChart chart) => Add(new PageBlock.Chart(chart));

    /// <summary>A chart that only Markdown draws this way.</summary>
    public MarkdownPage Mermaid(string text, string? legend = null) => Add(new PageBlock.Mermaid(text, legend));

    public MarkdownPage Bullets(IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        return all.Length == 0 ? this : Add(new PageBlock.Bullets(all));
    }

    /// <summary>Adds the table; an empty one adds nothing.</summary>
    public MarkdownPage Table(MarkdownTable table) => table.IsEmpty ? this : Add(new PageBlock.Table(table));

    /// <summary>The blocks below each heading; those before the first stand under an empty one.</summary>
    public IReadOnlyList<PageSection> Sections()
    {
        var sections = new List<PageSection>();
        var heading = new PageBlock.Heading("", SectionKind.Head);
        var below = new List<PageBlock>();
        foreach (PageBlock block in _blocks)
        {
            if (block is PageBlock.Heading next)
            {
                sections.Add(new PageSection(heading.Kind, heading.Text, below));
                (heading, below) = (next, []);
            }
            else
            {
                below.Add(block);
            }
        }

        sections.Add(new PageSection(heading.Kind, heading.Text, below));
        return sections;
    }

    public override string ToString() => string.Join('\n', _blocks.Where(block => block is not PageBlock.Chart).Select(block => Markdown(block) + "\n"));

    private static string Markdown(PageBlock block) => block switch
    {
        PageBlock.Title title => "# " + title.Text,
        PageBlock.Heading heading => "## " + heading.Text,
        PageBlock.Paragraph paragraph => paragraph.Text,
        PageBlock.Code code => Fenced(code.Text, ""),
        PageBlock.Bullets bullets => string.Join('\n', bullets.Lines.Select(line => "- " + line)),
        PageBlock.Table table => table.Rows.ToString().TrimEnd(),
        PageBlock.Mermaid mermaid => Fenced(mermaid.Text, MermaidLanguage) + (mermaid.Legend is { } legend ? "\n\n" + legend : ""),
        _ => throw new ArgumentOutOfRangeException(nameof(block), block, "no such block"),
    };

    private static string Fenced(string text, string language) => "```" + language + "\n" + text.TrimEnd() + "\n```";

    private MarkdownPage Add(PageBlock block)
    {
        _blocks.Add(block);
        return this;
    }
}
