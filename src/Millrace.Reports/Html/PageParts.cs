using Millrace.Reports.Text;

namespace Millrace.Reports.Html;

/// <summary>The sections of a composed page, to be taken one by one; what nobody takes is not lost.</summary>
internal sealed class PageParts(MarkdownPage page)
{
    private readonly List<PageSection> _left = [.. page.Sections()];

    /// <summary>Who names the address that a table's cell leads to.</summary>
    public Func<string, string, string?>? LinkOf { get; init; }

    /// <summary>The section of a kind; an empty one where there is none.</summary>
    public HtmlSection Take(SectionKind kind)
    {
        PageSection? section = _left.Find(each => each.Kind == kind);
        if (section is null)
        {
            return new HtmlSection("", Markup.Empty);
        }

        _left.Remove(section);
        return Html(section);
    }

    /// <summary>All others in their order.</summary>
    public IReadOnlyList<HtmlSection> Rest()
    {
        HtmlSection[] rest = [.. _left.Select(Html)];
        _left.Clear();
        return rest;
    }

    private HtmlSection Html(PageSection section) => new(section.Heading, BlockHtml.Of(section.Blocks.Where(block => block is not PageBlock.Title), section.Heading, LinkOf));
}
