using Millrace.Engine.Running;
using Millrace.Live.Load.Clients;
using Millrace.Results;
using static Millrace.Live.Load.LiveCounts;

namespace Millrace.Live.Load.Stories;

/// <summary>The Live system's own tables, findings, guides and invariants, computed from the run.</summary>
internal static class LiveStory
{
    public static void Tell(RunStory story, LiveRun live)
    {
        var facts = new LiveFacts(story, live);
        Invariants(facts);
        ThroughputStory.Tell(facts);
        ProtocolStory.Tell(facts);
        MemoryStory.Tell(facts);
        ConnectionStory.Tell(facts);
        ErrorStory.Tell(facts);
        DocumentStory.Tell(facts);
        story.Find(
            FindingSeverity.Info,
            "Only a Live server of Millrace can be the target of this run. Another system's server-driven UI (Blazor Server, Phoenix LiveView and their like) speaks a protocol of its own with its own client, so its figures come from a client of its own and not from here.");
    }

    private static void Invariants(LiveFacts facts)
    {
        RunStory story = facts.Story;
        story.Invariants["documents-equal"] = story.Metric(DocumentsDiverged);
        story.Invariants["no-unreadable-frames"] = story.Metric(FrameDecode);
        story.Invariants["no-unreadable-patches"] = story.Metric(PatchDecode);
        story.Invariants["no-missing-tokens"] = story.Metric(TokenMissing);
        // A page that is taken away from its user has failed, also where it happened between two events and cost none.
        story.Invariants["no-evictions"] = facts.Evicted;
        if (story.Run.Faults.Count == 0)
        {
            // On a path that nobody cuts, a number left out is the server's own doing.
            story.Invariants["no-gaps-in-patches"] = story.Metric(Gaps);
            story.Invariants["documents-compared"] = story.Metric(DocumentsUnanswered);
        }
    }
}
