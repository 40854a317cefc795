using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>Each operation with response, service and lateness side by side, so that none is taken for another.</summary>
internal static class OperationsSection
{
    public static void Write(MarkdownPage page, RunFile run)
    {
        page.Heading("Operations", SectionKind.Operations);
        if (run.Operations.Count == 0)
        {
            page.Paragraph("No operation ended in the measured part.");
            return;
        }

        Headline headline = Headline.Of(run);
        var counts = new MarkdownTable("operation", ">ended", ">ok", ">ok per second", ">errors", ">sent", ">received");
        var times = new MarkdownTable("operation", "time (ms)", ">min", ">mean", ">p50", ">p90", ">p95", ">p99", ">p99.9", ">max");
        foreach ((string name, OperationResult operation) in run.Operations)
        {
            counts.Row(
                name, Figures.Count(operation.Count), Figures.Count(operation.Ok), headline.Bounded(operation.RatePerSecond),
                Errors(operation), Figures.Bytes(operation.BytesOut), Figures.Bytes(operation.BytesIn));
            Times(times, name, "response", operation.Response);
            Times(times, name, "service", operation.Service);
            Times(times, name, "lateness", operation.Lateness);
        }

        page.Table(counts).Table(times);
        page.Paragraph(
            "Response time runs from the moment a message was due, service time from the moment it was sent; both are of successes only. "
            + "Lateness is sent less due: how late the generator, or the client's own backlog, was.");
    }

    private static void Times(MarkdownTable table, string operation, string kind, LatencySummary? times)
    {
        if (times is not null)
        {
            table.Row(
                operation, kind, Figures.Number(times.MinMs), Figures.Number(times.MeanMs), Figures.Number(times.P50Ms), Figures.Number(times.P90Ms),
                Figures.Number(times.P95Ms), Figures.Number(times.P99Ms), Figures.Number(times.P999Ms), Figures.Number(times.MaxMs));
        }
    }

    internal static string Errors(OperationResult operation) => operation.Errors.Values.Sum() == 0
        ? "0"
        : string.Join(", ", operation.Errors.Where(error => error.Value > 0).OrderByDescending(error => error.Value).Select(error => $"{error.Key} {Figures.Count(error.Value)}"));
}
