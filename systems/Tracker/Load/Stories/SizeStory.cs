using Millrace.Results;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>Is the tracker fast enough, for small, medium and large deployments.</summary>
internal static class SizeStory
{
    private static readonly (string Name, double PerSecond, double P95Ms, string Note)[] _sizes =
    [
        ("Small (< 1,000 concurrent users)", 1_000, 10, "Any modern hardware should achieve this easily."),
        ("Medium (1,000 to 10,000 users)", 10_000, 20, "Requires a dedicated CPU core and reasonable memory."),
        ("Large (10,000+ users)", 50_000, 50, "Requires multiple cores, may need load balancing."),
    ];

    public static void Tell(TrackerFacts facts)
    {
        if (facts.Latency is not { } latency)
        {
            return;
        }

        facts.Story.Tables.Add(new ResultTable
        {
            Name = "fast-enough",
            Title = "Is my tracker fast enough?",
            Columns = [new("Deployment"), new("Requests/second"), new("P95"), new("Answer"), new("Note")],
            Rows = [.. _sizes.Select(size => new TableCell[]
            {
                size.Name,
                Text($"{RequestStory.Bound(facts)}{facts.PerSecond:#,0} of more than {size.PerSecond:#,0}"),
                Text($"{latency.P95Ms:0.###} ms of less than {size.P95Ms:0} ms"),
                Answer(facts, size.PerSecond, size.P95Ms, latency.P95Ms),
                size.Note,
            })],
            Remark = facts.IsSaturating
                ? "Rate and latency are those of one run: with fewer workers latency is lower, with more the rate may be higher."
                : "The load set the rate: where that is below what a size needs, this run cannot tell.",
        });
    }

    private static string Answer(TrackerFacts facts, double perSecond, double withinMs, double p95)
    {
        bool isFast = p95 < withinMs;
        bool isEnough = facts.PerSecond > perSecond;
        // A rate that the load or the generator set is no more than a lower bound.
        bool isBound = !facts.IsSaturating || facts.Run.Generator.Verdict == GeneratorVerdict.GeneratorLimited;
        return (isFast, isEnough) switch
        {
            (true, true) => "yes",
            (true, false) when isBound => "cannot be told: it was not asked for more",
            (true, false) => "no: too few requests/second",
            (false, true) => "no: latency too high",
            _ when isBound => "no: latency too high",
            _ => "no: too few requests/second, and latency too high",
        };
    }
}
