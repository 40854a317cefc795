using System.Globalization;
using System.Text;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>The throughput of a run as a small curve without axes, drawn here so that it needs no script.</summary>
internal static class Sparkline
{
    private const int Width = 240, Height = 44, MostPoints = 120;

    /// <summary>The curve; empty where the run could not be read or was too short for one.</summary>
    public static Markup Of(RunFile? run)
    {
        // Of the measured part alone, where there is one: how connections are made and how the last answers trickle in is another story.
        HashSet<string> measured = [.. (run?.Phases ?? []).Where(phase => phase.Measured).Select(phase => phase.Name)];
        SeriesPoint[] points = [.. (run?.Series ?? []).Where(point => measured.Count == 0 || measured.Contains(point.Phase))];
        if (points.Length < 2)
        {
            return Markup.Empty;
        }

        double[] rates = [.. points.Chunk(((points.Length - 1) / MostPoints) + 1).Select(chunk => chunk.Average(point => point.OkPerSecond))];
        double most = rates.Max();
        if (rates.Length < 2 || most <= 0)
        {
            return Markup.Empty;
        }

        var line = new StringBuilder();
        for (int i = 0; i < rates.Length; i++)
        {
            line.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "M" : "L")}{(double)i / (rates.Length - 1) * Width:0.#} {Height - 2 - (rates[i] / most * (Height - 6)):0.#}");
        }

        string path = line.ToString();
        return Markup.Of(
            $"""
            <svg class="spark" viewBox="0 0 {Width} {Height}" preserveAspectRatio="none" role="img" aria-label="Throughput over time, at most {Figures.Rate(most)}"><path class="area" d="{path}L{Width} {Height}L0 {Height}Z"/><path class="line" d="{path}"/></svg>
            """);
    }
}
