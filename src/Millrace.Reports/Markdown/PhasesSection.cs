using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>The phases, each on its own, with what was due in it.</summary>
internal static class PhasesSection
{
    public static void Write(MarkdownPage page, RunFile run)
    {
        var table = new MarkdownTable("phase", ">from (s)", ">to (s)", "measured", "operation", ">ok", ">ok per second", ">errors", ">p50 (ms)", ">p99 (ms)", ">max (ms)");
        string mark = Headline.Of(run).Mark;
        foreach (PhaseResult phase in run.Phases)
        {
            string[] head = [phase.Name, Figures.Number(phase.StartSeconds), Figures.Number(phase.EndSeconds), phase.Measured ? "yes" : "no"];
            if (phase.Operations.Count == 0)
            {
                table.Row(head);
            }

            foreach ((string name, OperationResult operation) in phase.Operations)
            {
                LatencySummary? times = operation.Response;
                table.Row([
                    .. head, name, Figures.Count(operation.Ok), mark + Figures.Number(operation.RatePerSecond), OperationsSection.Errors(operation),
                    Figures.Number(times?.P50Ms), Figures.Number(times?.P99Ms), Figures.Number(times?.MaxMs)]);
            }
        }

        if (!table.IsEmpty)
        {
            page.Heading("Phases", SectionKind.Phases).Table(table).Paragraph("A message belongs to the phase that it was due in. Times are response times.");
        }
    }
}
