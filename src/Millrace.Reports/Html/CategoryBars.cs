using System.Globalization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>A chart that a Load wrote: a bar for every figure with the figure beside it, as a table, which needs no script and can be heard as well as seen.</summary>
internal static class CategoryBars
{
    // A bar a thousandth as long as its neighbour shows nothing; then each power of ten gets the same room.
    private const double Spread = 100;

    /// <summary>The chart; empty where nothing was measured.</summary>
    public static Markup Of(ResultChart chart)
    {
        double[] known = [.. chart.Series.SelectMany(series => series.Values).OfType<double>().Where(value => double.IsFinite(value) && value > 0).Order()];
        if (!chart.Series.Any(series => series.Values.Any(IsThere)))
        {
            return Markup.Empty;
        }

        bool logarithmic = known.Length > 1 && known[^1] / known[0] > Spread;
        double most = known.Length > 0 ? known[^1] : 1;
        double floor = known.Length > 0 ? known[0] / 2 : 1;
        return Markup.Of(
            $"""
            <figure class="chart full bars"><figcaption><span class="chart-title">{chart.Title}</span> <span class="unit">{chart.Axis}{(logarithmic ? ", bars on a logarithmic scale" : "")}</span></figcaption>
            <div class="wide" tabindex="0" role="region" aria-label="{chart.Title}"><table><tbody>
            {chart.Labels.Select((label, at) => Rows(chart, label, at, value => logarithmic ? Math.Log(value / floor) / Math.Log(most / floor) : value / most))}</tbody></table></div></figure>

            """);
    }

    private static Markup Rows(ResultChart chart, string label, int at, Func<double, double> share)
    {
        int series = chart.Series.Count;
        return Markup.Of($"{chart.Series.Select((one, row) => Markup.Of(
            $"<tr>{(row == 0 ? Markup.Of($"<th scope=\"rowgroup\" rowspan=\"{series}\">{label}</th>") : Markup.Empty)}{(series > 1 ? Markup.Of($"<th scope=\"row\" class=\"of\">{one.Name}</th>") : Markup.Empty)}<td class=\"n\">{Number(one.Values[at])}</td><td class=\"bar-cell\">{Bar(one.Values[at], row, share)}</td></tr>\n"))}");
    }

    private static Markup Bar(double? value, int row, Func<double, double> share) => IsThere(value) && value > 0
        ? Markup.Of($"<svg class=\"hbar\" aria-hidden=\"true\" viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\"><rect class=\"tone-{row % 5}\" width=\"{new Markup(Math.Clamp(100 * share(value!.Value), 0.4, 100).ToString("0.##", CultureInfo.InvariantCulture))}\" height=\"1\"/></svg>")
        : Markup.Empty;

    private static string Number(double? value) => IsThere(value) ? Figures.Number(value!.Value) : Figures.None;

    private static bool IsThere(double? value) => value is { } number && double.IsFinite(number);
}
