using Millrace.Results;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>How many requests, how many answers, how many a second.</summary>
internal static class RequestStory
{
    private const string Meaning =
        """
        What this means:

        - **Total requests**: the UDP requests sent during the measured part (connect + announce + scrape)
        - **Successful**: requests that received valid responses within the loss deadline
        - **Failed**: requests that timed out, received malformed or late responses or errors, or met a port where nobody listens
        - **Requests/second**: overall throughput of right answers; higher is better

        Status guide:

        - **Good**: more than 10,000 requests/s, success rate > 99.9 %, error rate < 0.1 %
        - **Acceptable**: 5,000 to 10,000 requests/s, success rate > 99 %, error rate < 1 %
        - **Poor**: fewer than 5,000 requests/s, success rate < 99 %, error rate > 1 %
        - **Critical**: error rate > 5 % (indicates tracker overload or network issues)
        """;

    public static void Tell(TrackerFacts facts)
    {
        double? success = TrackerGuides.SuccessOf(facts.Run);
        bool any = facts.Requests > 0;
        facts.Story.Tables.Add(new ResultTable
        {
            Name = "requests",
            Title = "Request statistics",
            Columns = [new("Metric"), new("Value"), new("Status")],
            Rows =
            [
                ["Total requests", Text($"{facts.Requests:#,0}"), None],
                ["Successful", Text($"{facts.Ok:#,0} ({success ?? 0:0.00} %)"), Level(any ? TrackerGuides.Success.LevelOf(success) : null)],
                ["Failed", Text($"{facts.Failed:#,0} ({facts.ErrorPercent:0.00} %)"), Level(any ? TrackerGuides.Errors.LevelOf(facts.ErrorPercent) : null)],
                ["Requests/second", Text($"{Bound(facts)}{facts.PerSecond:#,0.00}"), facts.IsSaturating ? Level(any ? TrackerGuides.Rate.LevelOf(facts.PerSecond) : null) : "- (the load sets the rate)"],
            ],
            Remark = Meaning,
        });
        if (!any)
        {
            return;
        }

        string kinds = string.Join(", ", facts.Run.Operations.Values.SelectMany(operation => operation.Errors).GroupBy(error => error.Key)
            .Select(kind => (kind.Key, Count: kind.Sum(error => error.Value))).OrderByDescending(kind => kind.Count).Select(kind => Text($"{kind.Count:#,0} {kind.Key}")));
        facts.Story.Find(
            facts.ErrorPercent < 0.1 ? FindingSeverity.Info : facts.ErrorPercent < 1 ? FindingSeverity.Warning : FindingSeverity.Problem,
            Text($"{facts.Story.Scenario.Clients:#,0} workers got {Bound(facts)}{facts.PerSecond:#,0} right answers a second; {facts.Failed:#,0} of {facts.Requests:#,0} requests failed ({facts.ErrorPercent:0.###} %{(kinds.Length > 0 ? ": " + kinds : "")})."),
            ("requests", facts.Requests), ("ok", facts.Ok), ("requestsPerSecond", facts.PerSecond), ("errorPercent", facts.ErrorPercent));
        if (facts.Ok == 0)
        {
            facts.Story.Find(
                FindingSeverity.Problem,
                Text($"Nothing at {facts.Run.Target.Address} answered rightly. Is a UDP tracker running there, and does a firewall let its datagrams through?"));
        }
    }

    /// <summary>What stands before a rate: with a generator that was the limit, the target could have taken more.</summary>
    public static string Bound(TrackerFacts facts) => facts.Run.Generator.Verdict == GeneratorVerdict.GeneratorLimited ? ">= " : "";
}
