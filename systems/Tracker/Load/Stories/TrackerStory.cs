using Millrace.Engine.Judging;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Tracker.Load.Workers;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>The tracker's own tables and findings, computed from the run, in the order in which such results are published.</summary>
internal static class TrackerStory
{
    private static readonly (string Invariant, string Count, AnswerFault Fault)[] _invariants =
    [
        ("answers-have-the-right-action", TrackerCounts.WrongAction, AnswerFault.WrongAction),
        ("answers-have-the-right-size", TrackerCounts.WrongSize, AnswerFault.WrongSize),
        ("no-more-peers-than-asked-for", TrackerCounts.TooManyPeers, AnswerFault.TooManyPeers),
        ("peers-belong-to-the-swarm", TrackerCounts.ForeignPeers, AnswerFault.ForeignPeers),
        ("intervals-are-above-zero", TrackerCounts.NoInterval, AnswerFault.NoInterval),
    ];

    public static void Tell(RunStory story, TrackerRun run)
    {
        var facts = new TrackerFacts(story, run);
        Invariants(story, run);
        Guides(story, facts);
        SettingsStory.Tell(facts);
        RequestStory.Tell(facts);
        BreakdownStory.Tell(facts);
        LatencyStory.Tell(facts);
        MemoryStory.Tell(facts);
        BottleneckStory.Tell(facts);
        WorryStory.Tell(facts);
        AdviceStory.Tell(facts);
        SizeStory.Tell(facts);
        ComebackStory.Tell(facts);
        DatagramStory.Tell(facts);
        Saturation(facts);
    }

    private static void Invariants(RunStory story, TrackerRun run)
    {
        foreach ((string invariant, string count, AnswerFault fault) in _invariants)
        {
            if (fault == AnswerFault.ForeignPeers && !run.ChecksPeers())
            {
                continue; // an invariant that nobody looked at does not hold
            }

            story.Invariants[invariant] = story.Metric(count);
            if (run.Examples.TryGetValue(fault, out string? example))
            {
                story.Find(FindingSeverity.Problem, Text($"{story.Metric(count):#,0} answers are wrong ({invariant} is violated); the first: {example}."), ("violations", story.Metric(count)));
            }
        }
    }

    // Latency is judged by where the tracker is, and a rate only where the target's limit set it.
    private static void Guides(RunStory story, TrackerFacts facts)
    {
        if (!facts.IsLocal && TrackerGuides.Local.Any(story.Guides.Contains))
        {
            foreach (Guide guide in TrackerGuides.Local)
            {
                story.Guides.Remove(guide);
            }

            foreach (Guide guide in TrackerGuides.Remote)
            {
                story.Guides.Add(guide);
            }
        }

        if (!facts.IsSaturating)
        {
            story.Guides.Remove(TrackerGuides.Rate);
        }
    }

    private static void Saturation(TrackerFacts facts)
    {
        GeneratorResult generator = facts.Run.Generator;
        string? text = generator.SaturatedSide switch
        {
            SaturatedSide.Target => "The target had no more to give: this is its throughput with this many workers.",
            SaturatedSide.Generator => "The generator had no more to give: the target's throughput is at least this.",
            SaturatedSide.Neither => "Neither side used up its processors.",
            _ => null,
        };
        if (text is not null && facts.Requests > 0)
        {
            facts.Story.Find(
                generator.SaturatedSide == SaturatedSide.Generator ? FindingSeverity.Warning : FindingSeverity.Info,
                text,
                ("generatorCpuPercent", generator.Usage?.CpuPercentMean ?? double.NaN), ("targetCpuPercent", facts.Run.Target.Usage?.CpuPercentMean ?? double.NaN));
        }
    }
}
