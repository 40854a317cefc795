using System.Globalization;
using System.Text;

namespace Millrace.Hosting.Admin;

/// <summary>
/// A page of statistics that needs nothing from elsewhere and loads itself again every five seconds. Only numbers and words of ours may stand in it: nothing is escaped.
/// </summary>
/// <param name="title">The system's name, as its heading.</param>
public sealed class StatsDocument(string title)
{
    private readonly StringBuilder _page = new(
        $$"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>{{title}}</title>
        <style>body{font:16px sans-serif;margin:2em auto;max-width:48em}table{border-collapse:collapse;width:100%;margin-bottom:2em}
        th,td{text-align:right;padding:.2em .6em;border-bottom:1px solid #ccc}th:first-child,td:first-child{text-align:left}</style></head>
        <body><h1>{{title}}</h1>

        """);

    private bool _isInTable;

    /// <summary>A line of HTML between tables.</summary>
    public void Line(FormattableString html)
    {
        ArgumentNullException.ThrowIfNull(html);
        End();
        _page.Append(html.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>Begins a table with the cells of its head.</summary>
    public void Head(params ReadOnlySpan<string> cells)
    {
        End();
        _isInTable = true;
        _page.Append("<table>\n");
        Cells("th", cells);
    }

    /// <summary>A row of the table.</summary>
    public void Row(params ReadOnlySpan<string> cells) => Cells("td", cells);

    /// <summary>The whole page.</summary>
    public override string ToString()
    {
        End();
        return $"{_page}</body></html>\n";
    }

    private void End()
    {
        if (_isInTable)
        {
            _isInTable = false;
            _page.Append("</table>\n");
        }
    }

    private void Cells(string tag, ReadOnlySpan<string> cells)
    {
        _page.Append("<tr>");
        foreach (string cell in cells)
        {
            _page.Append('<').Append(tag).Append('>').Append(cell).Append("</").Append(tag).Append('>');
        }

        _page.Append("</tr>\n");
    }
}
