using System.Globalization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>
/// Charts that a Load wrote, as Mermaid's xychart-beta, which GitHub, GitLab and Forgejo draw from the page's own text. It knows neither gaps nor a legend: a series with gaps gets a
/// chart of its own without them, and several series are named below in their order.
/// </summary>
internal static class ChartsSection
{
    public static void Write(MarkdownPage page, IReadOnlyList<ResultChart>? charts)
    {
        foreach (ResultChart chart in charts ?? [])
        {
            int[] seen = [.. Enumerable.Range(0, chart.Labels.Count).Where(i => chart.Series.Any(series => IsThere(series.Values[i])))];
            if (seen.Length == 0)
            {
                continue; // nothing was measured: an empty frame says nothing
            }

            page.Heading(chart.Title).Chart(chart);
            ChartSeries[] whole = [.. chart.Series.Where(series => seen.All(i => IsThere(series.Values[i])))];
            Draw(page, chart, whole, seen);
            foreach (ChartSeries series in chart.Series.Except(whole))
            {
                Draw(page, chart, [series], [.. seen.Where(i => IsThere(series.Values[i]))]);
            }
        }
    }

    private static bool IsThere(double? value) => value is { } number && double.IsFinite(number);

    private static void Draw(MarkdownPage page, ResultChart chart, ChartSeries[] series, int[] labels)
    {
        if (series.Length == 0 || labels.Length == 0)
        {
            return;
        }

        var lines = new List<string>
        {
            "xychart-beta",
            $"    title {Quoted(series.Length == 1 && chart.Series.Count > 1 ? $"{chart.Title}: {series[0].Name}" : chart.Title)}",
            $"    x-axis [{string.Join(", ", labels.Select(i => Quoted(chart.Labels[i])))}]",
            $"    y-axis {Quoted(chart.Axis)}",
        };
        // Bars of several series would hide each other.
        string kind = series.Length == 1 ? "bar" : "line";
        lines.AddRange(series.Select(one => $"    {kind} [{string.Join(", ", labels.Select(i => Number(one.Values[i]!.Value)))}]"));
        page.Mermaid(string.Join('\n', lines), series.Length > 1 ? $"Lines in their order: {string.Join(", ", series.Select(one => one.Name))}." : null);
    }

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    // Mermaid knows no escape within quotes.
    private static string Quoted(string text) => $"\"{text.Replace('"', '\'').ReplaceLineEndings(" ")}\"";
}
