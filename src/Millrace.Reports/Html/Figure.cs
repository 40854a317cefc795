using Millrace.Reports.Text;

namespace Millrace.Reports.Html;

/// <summary>The place of a chart on a page, with what it shows in words.</summary>
internal static class Figure
{
    /// <summary>Charts side by side where there is room.</summary>
    public static Markup Grid(IReadOnlyCollection<Chart> charts) => charts.Count == 0 ? Markup.Empty : Markup.Of($"<div class=\"charts\">{charts.Select(Of)}</div>");

    /// <summary>One chart.</summary>
    public static Markup Of(Chart chart) => Markup.Of(
        $"""
        <figure class="chart{new Markup(chart.Wide ? " full" : "")}" id="f-{chart.Id}">
        <figcaption><span class="chart-title">{chart.Title}</span> <span class="unit">{chart.Axis}</span></figcaption>
        <div class="plot" data-chart="{chart.Id}" data-say="{Say(chart)}"></div>
        </figure>

        """);

    /// <summary>The chart's figures as a table that can be opened, for charts whose figures stand nowhere else.</summary>
    public static Markup Values(Chart chart)
    {
        var table = new MarkdownTable([chart.XAxis ?? "", .. chart.Lines.Select(line => ">" + line.Name)]);
        for (int i = 0; i < chart.X.Count; i++)
        {
            int at = i;
            table.Row([Figures.Number(chart.X[i]), .. chart.Lines.Select(line => Print(chart.Format, line.Values[at]))]);
        }

        return Markup.Of($"<details class=\"figures\"><summary>The figures of \u201c{chart.Title}\u201d</summary>{BlockHtml.Table(table, chart.Title)}</details>");
    }

    /// <summary>What it shows, as a sentence with the ends of each line.</summary>
    internal static string Say(Chart chart)
    {
        IEnumerable<string> lines = chart.Lines
            .Where(line => line.View is null || line.View == chart.Lines[0].View)
            .Select(line => (line.Name, Known: line.Values.OfType<double>().ToArray()))
            .Select(line => line.Known.Length == 0 ? $"{line.Name}: nothing measured" : $"{line.Name}: {Print(chart.Format, line.Known.Min())} to {Print(chart.Format, line.Known.Max())}");
        return $"Line chart: {chart.Title}, {chart.Axis}. {string.Join("; ", lines)}.";
    }

    private static string Print(string format, double? value) => format switch
    {
        _ when value is null => Figures.None,
        "rate" => Figures.Rate(value.Value),
        "ms" => Figures.Milliseconds(value),
        "bytes" => Figures.Bytes(value),
        "percent" => Figures.Number(value.Value) + " %",
        "count" => Figures.Count((long)value.Value),
        _ => Figures.Number(value.Value),
    };
}
