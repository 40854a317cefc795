using Millrace.Results;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>What a killed and restarted tracker cost: how soon workers were answered again, and what they had to do for it.</summary>
internal static class ComebackStory
{
    public static void Tell(TrackerFacts facts)
    {
        FaultResult[] restarts = [.. facts.Run.Faults.Where(fault => fault is { Kind: "kill", InjectedAtSeconds: not null, RemovedAtSeconds: not null, Failure: null })];
        if (restarts.Length == 0)
        {
            return;
        }

        facts.Story.Tables.Add(new ResultTable
        {
            Name = "comeback",
            Title = "After the restart",
            Columns = [new("Fault"), new("Workers"), new("Down", "s"), new("First worker answered", "ms"), new("Last worker answered", "ms"), new("Failed or lost"), new("Connection IDs rejected"), new("Connection IDs given up")],
            Rows = [.. restarts.Select(fault => new TableCell[]
            {
                fault.Spec, facts.Story.Scenario.Clients, fault.RemovedAtSeconds!.Value - fault.InjectedAtSeconds!.Value, Cell(fault.RecoverFirstMs), Cell(fault.RecoverLastMs),
                fault.Errors is { } errors ? new TableCell(errors) : default, facts.Story.Metric(TrackerCounts.IdsRejected), facts.Story.Metric(TrackerCounts.IdsDoubted),
            })],
            Remark = Text($"Down: from the kill until the new process was there. Answered: from then until a worker that had noticed got a right answer. A request that was on its way when the tracker died is given up after the loss deadline ({Durations.Format(facts.Story.Scenario.OperationTimeout)}), and its worker asks nothing else meanwhile. IDs are counted over the whole run: rejected by the new process, or given up because a request under them stayed without an answer."),
        });
        foreach (FaultResult fault in restarts)
        {
            bool isLate = fault is { DetectMs: not null, RecoverLastMs: null };
            facts.Story.Find(
                isLate ? FindingSeverity.Problem : FindingSeverity.Info,
                (fault.DetectMs, fault.RecoverLastMs) switch
                {
                    (null, _) => Text($"{fault.Spec}: no worker noticed."),
                    (_, null) => Text($"{fault.Spec}: not every worker that noticed was answered again before the end of the run."),
                    (_, { } last) => Text($"{fault.Spec}: workers recovered by themselves; every one that had noticed was answered again {last / 1000:0.00} s after the new process was there, the first after {fault.RecoverFirstMs ?? 0:0} ms. {facts.Story.Metric(TrackerCounts.IdsRejected):#,0} connection ids were rejected and renewed."),
                },
                ("recoverFirstMs", fault.RecoverFirstMs ?? double.NaN), ("recoverLastMs", fault.RecoverLastMs ?? double.NaN),
                ("errors", fault.Errors ?? double.NaN), ("idsRejected", facts.Story.Metric(TrackerCounts.IdsRejected)));
        }
    }
}
