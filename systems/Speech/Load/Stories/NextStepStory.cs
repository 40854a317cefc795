using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Speech.Load.Clients;
using static Millrace.Speech.Load.Stories.RunFacts;

namespace Millrace.Speech.Load.Stories;

/// <summary>What the run says to do next, each with the figure that says so: nothing stands here that the figures do not ask for.</summary>
internal static class NextStepStory
{
    public static void Tell(RunStory story, RunFacts facts, Breakdown? breakdown, ShardTally tally)
    {
        ResultTable table = new()
        {
            Name = "next-steps",
            Title = "Next steps",
            Columns = [new("Step"), new("Because")],
            Rows = [.. Steps(story, facts, breakdown, tally).Select(step => (TableCell[])[step.Step, step.Because])],
            Remark = "Only what this run's figures ask for.",
        };
        if (table.Rows.Count > 0)
        {
            story.Tables.Add(table);
        }
    }

    private static IEnumerable<(string Step, string Because)> Steps(RunStory story, RunFacts facts, Breakdown? breakdown, ShardTally tally)
    {
        if (facts.Run.Generator.Verdict == GeneratorVerdict.GeneratorLimited)
        {
            yield return ("Give the generator more processors (--generator-cpus), or another machine", $"it was the limit: {string.Join("; ", facts.Run.Generator.Reasons)}");
        }

        if (facts.Run.Target.Usage?.CpuPercentMean is > 85 and var busy && facts.Workers == 1)
        {
            yield return ($"Try several workers (--set {SpeechParameters.Workers}=2), or --profile workers", Text($"one process used {busy:0} % of a core"));
        }

        if (breakdown is { } && breakdown.Mean("queueing") is > 5 and var waited)
        {
            yield return ("Give the recogniser more room: chunks wait for it", Text($"queueing took {waited:0.0} ms of {breakdown.ClientMeanMs:0.0} ms in the mean"));
        }

        if (breakdown is { NetworkMeanMs: > 5 } slow)
        {
            yield return ("Look at the network and the framework: --profile-target shows where the target's time goes", Text($"they took {slow.NetworkMeanMs:0.0} ms of {slow.ClientMeanMs:0.0} ms in the mean"));
        }

        if (facts.Run.Mode == SpeechModes.Stream && SpeechLatencyStory.RealTimeFactor(facts, tally) is > 1.02 and var factor)
        {
            yield return ("Fewer talkers, or more processors: streams fall behind", Text($"a second of audio took {factor:0.00} s, and up to {tally.BacklogMost} chunks waited"));
        }

        if (story.Metric(SpeechCounts.Warnings) is > 0 and var warnings)
        {
            yield return ("Slow down the clients, or raise --max-backlog", Text($"the server warned {warnings:#,0} times that they were ahead of real time"));
        }

        if (facts.Opened.Errors.GetValueOrDefault("session-limit") is > 0 and var limited)
        {
            yield return ("Raise --max-sessions, or spread the clients", Text($"{limited:#,0} streams were refused for want of a session"));
        }

        if (facts is { HeldSessions: < 1_000, Opened.Failed: 0 } held && held.Run.Target.Usage?.CpuPercentMean is < 70 and var used && held.Run.Operations.Values.All(operation => operation.Count == operation.Ok))
        {
            yield return ("Try more connections (--clients), up to --profile connections-5000", Text($"{held.HeldSessions:#,0} were held at {used:0} % of a core, and the target is 1,000"));
        }
    }
}
