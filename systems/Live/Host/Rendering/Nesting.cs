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
        if (Container(element) is not { } parent)
        {
            return null;
        }

        if (parents is not null && Array.IndexOf(parents, parent.Tag) < 0)
        {
            return $"<{element.Tag}> stands in <{parent.Tag}>, and browsers take it only in <{string.Join(">, <", parents)}>.";
        }

        if (ChildrenOf(parent.Tag) is { } children && Array.IndexOf(children, element.Tag) < 0)
        {
            return $"<{element.Tag}> stands in <{parent.Tag}>, where browsers take only <{string.Join(">, <", children)}> and put anything else before the table.";
        }

        if (element.Tag is "a" or "button" or "form")
        {
            return IsAround(parent, element.Tag) ? $"<{element.Tag}> stands in <{element.Tag}>, which browsers do not take." : null;
        }

        return Names.EndsParagraph(element.Tag) && IsInParagraph(parent) ? $"<{element.Tag}> stands in <p>, which it ends for a browser. Use Div instead of P around it." : null;
    }

    /// <summary>What is wrong with where a text stands; null if nothing is.</summary>
    internal static string? TextComplaint(Node text) =>
        Container(text) is { Tag: "table" or "tbody" or "thead" or "tfoot" or "tr" or "colgroup" } parent ? $"A text stands in <{parent.Tag}>, and browsers put it before the table. Texts stand in cells: Td(\"...\")." : null;

    private static ElementNode? Container(Node node)
    {
        Node? container = node.Parent;
        while (container is { IsDom: false })
        {
            container = container.Parent;
        }

        return container as ElementNode;
    }

    // A form is in every form around it; what a table's cell holds begins anew for the others.
    private static bool IsAround(ElementNode? outer, string tag)
    {
        for (; outer is not null && (tag == "form" || outer.Tag is not ("td" or "th" or "caption")); outer = Container(outer))
        {
            if (outer.Tag == tag)
            {
                return true;
            }
        }

        return false;
    }

    // What ends paragraphs itself has been asked already when it came, and so has what is around it.
    private static bool IsInParagraph(ElementNode? outer)
    {
        for (; outer is not null && outer.Tag is not ("td" or "th" or "caption" or "button"); outer = Container(outer))
        {
            if (outer.Tag == "p" || Names.EndsParagraph(outer.Tag))
            {
                return outer.Tag == "p";
            }
        }

        return false;
    }

    private static string[]? ChildrenOf(string tag) => tag switch
    {
        "table" => TableParts,
        "tbody" or "thead" or "tfoot" => InRows,
        "tr" => InCells,
        _ => null,
    };

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
    private static readonly string[] TableParts = ["caption", "colgroup", "thead", "tbody", "tfoot"];
    private static readonly string[] InRows = ["tr"];
    private static readonly string[] InCells = ["td", "th"];
    private static readonly string[] Columns = ["colgroup"];
}
