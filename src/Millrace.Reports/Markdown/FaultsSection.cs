using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>Each fault: when it held, who noticed, how long until everyone worked again, what it cost.</summary>
internal static class FaultsSection
{
    public static void Write(MarkdownPage page, RunFile run)
    {
        var table = new MarkdownTable(
            "fault", ">injected (s)", ">lifted (s)", ">first client notices", ">last client notices", ">first client works again", ">last client works again",
            ">errors", ">loss", ">backlog");
        foreach (FaultResult fault in run.Faults)
        {
            table.Row(
                fault.Spec, Figures.Number(fault.InjectedAtSeconds), Figures.Number(fault.RemovedAtSeconds),
                Figures.Milliseconds(fault.DetectMs), Figures.Milliseconds(fault.PropagateMs),
                Figures.Milliseconds(fault.RecoverFirstMs), Figures.Milliseconds(fault.RecoverLastMs),
                Figures.Count(fault.Errors), Figures.Count(fault.Lost), Figures.Count(fault.Backlog));
        }

        if (table.IsEmpty)
        {
            return;
        }

        page.Heading("Faults", SectionKind.Faults).Table(table);
        page.Bullets(run.Faults.Where(fault => fault.Failure is not null).Select(fault => $"**{fault.Spec} did not work: {fault.Failure}**"));
        page.Paragraph("Noticing counts from the injection, working again from the lifting. Loss is lost and indefinite messages. Backlog is the most messages that were sent and unanswered meanwhile, as seen once a second.");
        Storms(page, run);
    }

    private static void Storms(MarkdownPage page, RunFile run)
    {
        var table = new MarkdownTable(
            "clients coming back after", ">disconnected", ">first back", ">half back", ">99 % back", ">all back", ">never back", ">attempts unanswered", ">attempts refused",
            ">refused twice", "failures");
        foreach (FaultResult fault in run.Faults)
        {
            if (fault.Storm is { } storm)
            {
                table.Row(
                    fault.Spec, Figures.Count(storm.Disconnected), Figures.Milliseconds(storm.BackFirstMs), Figures.Milliseconds(storm.BackHalfMs),
                    Figures.Milliseconds(storm.Back99Ms), Figures.Milliseconds(storm.BackLastMs), Figures.Count(storm.NeverBack),
                    Figures.Count(storm.AttemptsUnanswered), Figures.Count(storm.AttemptsRefused), Figures.Count(storm.RefusedTwice),
                    string.Join(", ", storm.Failures.OrderByDescending(kind => kind.Value).Select(kind => $"{Figures.Count(kind.Value)} {kind.Key}")));
            }
        }

        if (!table.IsEmpty)
        {
            page.Table(table).Paragraph(
                $"Clients reconnect by policy {run.Parameters.Reconnect ?? "backoff"}. Times count from the fault's end: for a restart, from the new ready line. "
                + "Unanswered attempts found no server (the process was down, or the connection broke), refused ones were answered with an error; a client refused twice or more counts once.");
        }
    }
}
