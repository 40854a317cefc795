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

        page.Heading("Faults").Table(table);
        page.Bullets(run.Faults.Where(fault => fault.Failure is not null).Select(fault => $"**{fault.Spec} did not work: {fault.Failure}**"));
        page.Paragraph("Noticing counts from the injection, working again from the lifting. Loss is lost and indefinite messages. Backlog is the most messages that were sent and unanswered meanwhile, as seen once a second.");
    }
}
