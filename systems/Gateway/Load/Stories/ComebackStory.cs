using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Gateway.Load.Stories.GatewayStory;

namespace Millrace.Gateway.Load.Stories;

/// <summary>What a killed and restarted gateway or backend cost: how soon clients worked again, and what was lost meanwhile.</summary>
internal static class ComebackStory
{
    public static void Tell(RunStory story)
    {
        FaultResult[] restarts = [.. story.Run.Faults.Where(fault => fault is { Kind: "kill", InjectedAtSeconds: not null, RemovedAtSeconds: not null, Failure: null })];
        if (restarts.Length == 0)
        {
            return;
        }

        story.Tables.Add(new ResultTable
        {
            Name = "comeback",
            Title = "After the restart",
            Columns =
            [
                new("Fault"), new("Clients"), new("Mode"), new("Down", "s"), new("First client works", "ms"), new("Last client works", "ms"), new("Lost or indefinite"),
            ],
            Rows = [.. restarts.Select(fault => Row(story, fault))],
            Remark = "Down: from the kill until the new process was there. Works: from then until a client got an answer. Where no client noticed there is nothing to recover from.",
        });
        foreach (FaultResult fault in restarts)
        {
            Find(story, fault);
            Return(story, fault);
        }
    }

    private static TableCell[] Row(RunStory story, FaultResult fault) =>
    [
        fault.Spec, story.Scenario.Clients, story.Run.Mode, fault.RemovedAtSeconds!.Value - fault.InjectedAtSeconds!.Value,
        Cell(fault.RecoverFirstMs), Cell(fault.RecoverLastMs), fault.Lost is { } lost ? new TableCell(lost) : default,
    ];

    private static void Find(RunStory story, FaultResult fault)
    {
        bool isLate = fault is { DetectMs: not null, RecoverLastMs: null };
        string back = (fault.DetectMs, fault.RecoverLastMs) switch
        {
            (null, _) => Text($"{fault.Spec}: no client noticed."),
            (_, null) => Text($"{fault.Spec}: not every client that noticed worked again before the end of the run."),
            (_, { } last) => Text($"{fault.Spec}: every client that noticed worked again {last / 1000:0.00} s after the new process was there, the first after {fault.RecoverFirstMs ?? 0:0} ms."),
        };
        string lost = fault.Lost switch
        {
            null => "",
            0 => " No message was lost, and none has an unknown fate.",
            { } count => Text($" {count:#,0} messages were lost, or in flight when their connection ended, so that nobody knows what became of them."),
        };
        story.Find(
            isLate ? FindingSeverity.Problem : FindingSeverity.Info,
            back + lost,
            ("recoverFirstMs", fault.RecoverFirstMs ?? double.NaN), ("recoverLastMs", fault.RecoverLastMs ?? double.NaN), ("lost", fault.Lost ?? double.NaN));
    }

    private static void Return(RunStory story, FaultResult fault)
    {
        if (fault.Storm is not { } storm)
        {
            return;
        }

        string refused = storm.AttemptsRefused == 0
            ? " A server that was there refused or failed none of their attempts."
            : Text($" A server that was there refused or failed {storm.AttemptsRefused:#,0} attempts, of {storm.RefusedTwice:#,0} clients twice or more.");
        string kinds = storm.Failures.Count == 0
            ? ""
            : Text($" Attempts that failed, {storm.AttemptsUnanswered:#,0} of them before there was a server: {string.Join(", ", storm.Failures.Select(kind => Text($"{kind.Key} {kind.Value:#,0}")))}.");
        long away = story.Scenario.Clients - storm.Disconnected;
        string missing = away <= 0 ? "" : Text($" {away:#,0} of {story.Scenario.Clients:#,0} clients lost none, because they had none when the fault came or kept theirs.");
        story.Find(
            storm.NeverBack > 0 || storm.RefusedTwice > 0 ? FindingSeverity.Problem : away > 0 ? FindingSeverity.Warning : FindingSeverity.Info,
            (storm.BackLastMs is { } last
                ? Text($"{storm.Disconnected:#,0} clients had lost their connection; half were connected again {storm.BackHalfMs ?? 0:0} ms after the new process was there, all after {last / 1000:0.00} s.")
                : Text($"{storm.NeverBack:#,0} of {storm.Disconnected:#,0} clients that had lost their connection were not connected again before the end of the run.")) + refused + kinds + missing,
            ("disconnected", storm.Disconnected), ("backHalfMs", storm.BackHalfMs ?? double.NaN), ("backLastMs", storm.BackLastMs ?? double.NaN),
            ("neverBack", storm.NeverBack), ("refused", storm.AttemptsRefused), ("refusedTwice", storm.RefusedTwice));
    }
}
