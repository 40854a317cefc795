namespace Millrace.Live.Host.Rendering;

/// <summary>
/// Where a browser's HTML parser would put an element elsewhere than the page says (a row without a table body, a list in a paragraph). The server's tree and the browser's would differ from the
/// first paint on, so it is an error here, with the remedy.
/// </summary>
internal static class Nesting
{
    /// <summary>What is wrong with where an element stands; null if nothing is.</summary>
    internal static string? Complaint(ElementNode element)
    {
        string[]? parents = ParentsOf(element.Tag);
        Node? container = element.Parent;
        while (container is { IsDom: false })
        {
            container = container.Parent;
        }

        if (container is not ElementNode parent)
        {
            return null;
        }

        if (parents is not null && Array.IndexOf(parents, parent.Tag) < 0)
        {
            return $"<{element.Tag}> stands in <{parent.Tag}>, and browsers take it only in <{string.Join(">, <", parents)}>.";
        }

        return parent.Tag switch
        {
            "p" when Names.EndsParagraph(element.Tag) => $"<{element.Tag}> stands in <p>, which it ends for a browser. Use Div instead of P around it.",
            "a" or "button" or "form" when parent.Tag == element.Tag => $"<{element.Tag}> stands in <{element.Tag}>, which browsers do not take.",
            _ => null,
        };
    }

    private static string[]? ParentsOf(string tag) => tag switch
    {
        "tr" => Rows,
        "td" or "th" => Cells,
        "tbody" or "thead" or "tfoot" or "caption" or "colgroup" => Tables,
        "col" => Columns,
        _ => null,
    };

    private static readonly string[] Rows = ["tbody", "thead", "tfoot"];
    private static readonly string[] Cells = ["tr"];
    private static readonly string[] Tables = ["table"];
    private static readonly string[] Columns = ["colgroup"];
}
