using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Speech.Load.Stories.RunFacts;

namespace Millrace.Speech.Load.Stories;

/// <summary>What sessions weigh, what a chunk costs, and how long the start took.</summary>
internal static class ResourceStory
{
    public static void Tell(RunStory story, RunFacts facts)
    {
        if (facts.Run.Target.Usage is not { } usage)
        {
            return;
        }

        story.Tables.Add(new ResultTable
        {
            Name = "costs",
            Title = "Costs",
            Columns =
            [
                new("Workers"), new("Processor", "%"), new("Processor per chunk", "us"), new("Memory before clients", "MiB"), new("Memory, steady", "MiB"), new("Sessions held"), new("Memory per session", "KiB"), new("Start to ready", "ms"),
            ],
            Rows =
            [
                [
                    facts.Workers, Cell(usage.CpuPercentMean), Cell(facts.CpuMicrosecondsPerChunk), Cell(facts.MemoryAtStart / MiB), Cell(facts.MemorySteady / MiB), Cell(facts.HeldSessions),
                    Cell(facts.MemoryPerSession / KiB), Cell(facts.Run.Target.ReadyMs),
                ],
            ],
            Remark = "Processor: 100 % is one core; per chunk is everything that the target did, shared out to the chunks. Memory is resident, of all its processes, where pages that they share count in each. Memory per session is growth since before the first client, so code and pools are in it: an upper bound; "
                + "two runs of the group `memory` give the difference between more sessions and fewer.",
        });
    }
}
