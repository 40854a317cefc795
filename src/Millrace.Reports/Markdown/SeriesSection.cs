using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>The run along its own time, at most <see cref="MostRows"/> rows: rates are means, times and memory the worst of what a row covers.</summary>
internal static class SeriesSection
{
    public const int MostRows = 30;

    public static void Write(MarkdownPage page, RunFile run)
    {
        if (run.Series.Count == 0)
        {
            return;
        }

        var table = new MarkdownTable(
            ">at (s)", "phase", ">sent/s", ">ok/s", ">errors/s", ">p50 (ms)", ">p99 (ms)", ">max (ms)", ">in flight", ">connected", ">target CPU %", ">target memory", ">generator CPU %");
        string mark = Headline.Of(run).Mark;
        int perRow = (run.Series.Count + MostRows - 1) / MostRows;
        foreach (SeriesPoint[] points in run.Series.Chunk(perRow))
        {
            table.Row(
                Figures.Number(points[0].AtSeconds),
                string.Join(", ", points.Select(point => point.Phase).Distinct()),
                Figures.Number(Mean(points, point => point.SentPerSecond)),
                mark + Figures.Number(Mean(points, point => point.OkPerSecond)),
                Figures.Number(Mean(points, point => point.ErrorsPerSecond)),
                Figures.Number(points.Max(point => point.P50Ms)),
                Figures.Number(points.Max(point => point.P99Ms)),
                Figures.Number(points.Max(point => point.MaxMs)),
                Figures.Count(points.Max(point => point.InFlight)),
                Figures.Count(points.Min(point => point.ConnectedClients)),
                Figures.Number(points.Max(point => point.TargetCpuPercent)),
                Figures.Bytes(points.Max(point => point.TargetRssBytes)),
                Figures.Number(points.Max(point => point.GeneratorCpuPercent)));
        }

        page.Heading("Second by second", SectionKind.Series).Table(table);
        page.Paragraph(perRow == 1
            ? "Times are response times of what was answered in that second."
            : $"A row covers {perRow} points of the series: means of rates, the largest times, the fewest connected clients. The whole series is in run.json.");
    }

    private static double Mean(SeriesPoint[] points, Func<SeriesPoint, double> rate) =>
        points.Sum(point => rate(point) * point.SpanSeconds) / points.Sum(point => point.SpanSeconds);
}
