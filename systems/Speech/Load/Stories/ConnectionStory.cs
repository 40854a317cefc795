using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Speech.Load.Stories.RunFacts;

namespace Millrace.Speech.Load.Stories;

/// <summary>Connections tried and held, and sessions that ended otherwise than their clients wanted.</summary>
internal static class ConnectionStory
{
    public static void Tell(RunStory story, RunFacts facts)
    {
        Totals opened = facts.Opened;
        long ended = story.Metric(SpeechCounts.Evicted);
        if (opened.Attempted == 0)
        {
            return;
        }

        story.Tables.Add(new ResultTable
        {
            Name = "connections",
            Title = "Connections",
            Columns = [new("Tried"), new("Opened"), new("Failed"), new("Held at the same time"), new("Ended by the server")],
            Rows = [[opened.Attempted, opened.Ok, opened.Failed, Cell(facts.HeldSessions), ended]],
            Remark = "Streams over the whole run. Held: the fewest at any second of the measured phases, where each client holds one; empty where they come and go.",
        });
        if (facts.HeldSessions is { } held)
        {
            long wanted = facts.Clients - (facts.Run.Mode == SpeechModes.Idle ? 1 : 0);
            story.Find(
                held < wanted && facts.Run.Faults.Count == 0 ? FindingSeverity.Problem : FindingSeverity.Info,
                Text($"{held:#,0} of {wanted:#,0} connections were held for {facts.Seconds:0} s."),
                ("held", held), ("wanted", wanted));
        }

        if (opened.Failed > 0)
        {
            story.Find(
                facts.Run.Faults.Count == 0 ? FindingSeverity.Problem : FindingSeverity.Info,
                Text($"{opened.Failed:#,0} of {opened.Attempted:#,0} streams were not opened: {string.Join(", ", opened.Errors.Select(error => Text($"{error.Key} {error.Value:#,0}")))}."),
                ("tried", opened.Attempted), ("failed", opened.Failed));
        }
    }
}
