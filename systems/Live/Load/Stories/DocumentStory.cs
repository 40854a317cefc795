using Millrace.Engine.Running;
using Millrace.Live.Load.Clients;
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
        (long equal, long diverged) = (story.Metric(DocumentsEqual), story.Metric(DocumentsDiverged));
        (long unanswered, long gone) = (story.Metric(DocumentsUnanswered), story.Metric(DocumentsUnchecked));
        bool isUndisturbed = facts.Run.Faults.Count == 0;
        if (diverged > 0)
        {
            story.Find(
                FindingSeverity.Problem,
                Text($"{diverged:#,0} clients ended with another document than the server's. The first: {facts.Live.Examples.GetValueOrDefault(DocumentsDiverged) ?? "not kept"}."),
                ("diverged", diverged));
        }

        if (unanswered > 0)
        {
            story.Find(
                isUndisturbed ? FindingSeverity.Problem : FindingSeverity.Info,
                Text($"{unanswered:#,0} clients asked for the server's document at the end and got none within {LiveClient.CompareWithin.TotalSeconds:0} s that they could compare theirs with."),
                ("unanswered", unanswered));
        }

        story.Find(
            gone > 0 && isUndisturbed ? FindingSeverity.Warning : FindingSeverity.Info,
            Text($"{equal:#,0} of {facts.Run.Parameters.Clients:#,0} clients compared the document that their patches had made with the tree that the server keeps, node by node, at the end, and found them equal.{(gone > 0 ? Text($" {gone:#,0} had no connection then.") : "")}"),
            ("equal", equal), ("diverged", diverged), ("unanswered", unanswered), ("unchecked", gone));
    }
}
