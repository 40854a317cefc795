using Millrace.Results;

namespace Millrace.Reports.Text;

/// <summary>
/// A piece of a report, before it is Markdown or HTML: what both say is composed once. Texts may hold Markdown's <c>**bold**</c> and <c>`code`</c>, and nothing else of it.
/// </summary>
internal abstract record PageBlock
{
    /// <summary>The page's own title.</summary>
    public sealed record Title(string Text) : PageBlock;

    /// <summary>Begins a section.</summary>
    public sealed record Heading(string Text, SectionKind Kind = SectionKind.Other) : PageBlock;

    /// <summary>Sentences; a list in them is lines that begin with a dash.</summary>
    public sealed record Paragraph(string Text) : PageBlock;

    /// <summary>Text that keeps its lines.</summary>
    public sealed record Code(string Text) : PageBlock;

    /// <summary>A list; a line that begins with [x] or [ ] is an item to tick off.</summary>
    public sealed record Bullets(IReadOnlyList<string> Lines) : PageBlock;

    /// <summary>A table with at least one row.</summary>
    public sealed record Table(MarkdownTable Rows) : PageBlock;

    /// <summary>A chart for formats that draw it by themselves; Markdown has it as <see cref="Mermaid"/>.</summary>
    public sealed record Chart(ResultChart Figures) : PageBlock;

    /// <summary>A chart in Mermaid's text, with what has to be said below it; only Markdown has it.</summary>
    public sealed record Mermaid(string Text, string? Legend) : PageBlock;
}
