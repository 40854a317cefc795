using Millrace.Reports.Text;

namespace Millrace.Reports.Html;

/// <summary>A page that has no form of its own in HTML: its sections as they were composed, in the common frame.</summary>
internal static class DocumentPage
{
    /// <summary>The whole file.</summary>
    /// <param name="page">What it says.</param>
    /// <param name="eyebrow">What stands above the title.</param>
    public static string Render(MarkdownPage page, string eyebrow)
    {
        string title = page.Blocks.OfType<PageBlock.Title>().FirstOrDefault()?.Text ?? "Millrace";
        var parts = new PageParts(page) { LinkOf = (head, cell) => head == "folder" ? RunLink.To(cell) : null };
        HtmlSection before = parts.Take(SectionKind.Head);
        Markup head = Markup.Of($"<header class=\"head\"><p class=\"eyebrow\">{eyebrow}</p><h1><span>{title}</span></h1>{before.Body}</header>\n");
        return PageFrame.Render(title, head, parts.Rest(), ChartData.Render([]), PageFrame.Foot(null, ""));
    }
}
