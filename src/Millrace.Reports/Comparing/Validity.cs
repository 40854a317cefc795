using System.Globalization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Comparing;

/// <summary>Whether the runs of two sides may be believed alike.</summary>
internal static class Validity
{
    /// <summary>A sentence for each thing that speaks against it: runs that did not end in order, sides whose generators fared differently, sides that the generator limited.</summary>
    public static IReadOnlyList<string> Doubts(SampleSet before, SampleSet now)
    {
        var doubts = new List<string>();
        foreach ((string side, SampleSet set) in new[] { ("before", before), ("now", now) })
        {
            doubts.AddRange(set.Runs.Where(run => run.Ending != RunEnding.Completed).Select(run => $"the run of {When(run)} ({side}) did not run to its end: {Word(run.Ending)}"));
        }

        string old = Generators(before), next = Generators(now);
        if (old != next)
        {
            doubts.Add($"the generator's verdicts differ: {old} before, {next} now");
        }
        else if (before.Runs.Any(run => run.Generator == GeneratorVerdict.GeneratorLimited))
        {
            doubts.Add("the generator was the limit on both sides: the figures are its own");
        }

        return doubts;
    }

    private static string Generators(SampleSet set) => string.Join(" and ", set.Runs.Select(run => run.Generator).Distinct().Order().Select(verdict => Phrases.Of(verdict)));

    private static string When(SampledRun run) => run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Word(RunEnding ending) => ending switch
    {
        RunEnding.TargetDied => "the target died",
        RunEnding.Crashed or RunEnding.Running => "the lab was killed, or still runs",
        _ => ending.ToString().ToLowerInvariant(),
    };
}
