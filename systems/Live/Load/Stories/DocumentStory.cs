using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Live.Load.LiveCounts;
using static Millrace.Live.Load.Stories.LiveFacts;

namespace Millrace.Live.Load.Stories;

/// <summary>Whether what clients made of the patches is what the server has.</summary>
internal static class DocumentStory
{
    public static void Tell(LiveFacts facts)
    {
        if (!facts.Live.Settings.ComparesDocuments)
        {
            return;
        }

        RunStory story = facts.Story;
        (long equal, long diverged, long missing) = (story.Metric(DocumentsEqual), story.Metric(DocumentsDiverged), story.Metric(DocumentsUnchecked));
        if (diverged > 0)
        {
            story.Find(
                FindingSeverity.Problem,
                Text($"{diverged:#,0} clients ended with another document than the server's. The first: {facts.Live.Examples.GetValueOrDefault(DocumentsDiverged) ?? "not kept"}."),
                ("diverged", diverged));
        }

        story.Find(
            missing > 0 && facts.Run.Faults.Count == 0 ? FindingSeverity.Warning : FindingSeverity.Info,
            Text($"{equal:#,0} of {facts.Run.Parameters.Clients:#,0} clients compared the document that their patches had made with the server's own rendering at the end, node by node, and found them equal.{(missing > 0 ? Text($" {missing:#,0} could not: they had no connection then, or no document came in time.") : "")}"),
            ("equal", equal), ("diverged", diverged), ("unchecked", missing));
    }
}
