using Millrace.Results;
using Millrace.Tracker.Load.Plans;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>Each operation by itself, against what is expected of it, and whether their order is the expected one.</summary>
internal static class BreakdownStory
{
    // Means that are nearer to each other than this share are taken as equal.
    private const double Same = 0.05;

    public static void Tell(TrackerFacts facts)
    {
        string meaning = string.Join("\n", ExpectedRange.All.Select(range => $"- **{Title(range)}**: {range.Meaning}"));
        facts.Story.Tables.Add(new ResultTable
        {
            Name = "breakdown",
            Title = "Request breakdown",
            Columns = [new("Operation"), new("Count"), new("Avg latency", "ms"), new("P50", "ms"), new("P95", "ms"), new("P99", "ms"), new("Expected range"), new("Status"), new("Peers in a mean answer")],
            Rows = [.. ExpectedRange.All.Select(range => Row(facts, range))],
            Remark = $"What this means:\n\n{meaning}\n\nLatency increases with the number of torrents and peers. The ranges are those of a local network; answers that are faster than that are good news.",
        });
        Order(facts);
        Peers(facts);
    }

    private static TableCell[] Row(TrackerFacts facts, ExpectedRange range)
    {
        OperationResult operation = facts.Run.Operations.GetValueOrDefault(range.Name) ?? new OperationResult();
        LatencySummary? response = operation.Response;
        return
        [
            Title(range), operation.Count, Cell(response?.MeanMs), Cell(response?.P50Ms), Cell(response?.P95Ms), Cell(response?.P99Ms),
            Text($"{range.FromMs}-{range.ToMs} ms"), StatusOf(facts, range, response?.MeanMs), range.Operation == TrackerOperation.Announce ? Cell(facts.PeersPerAnswer) : default,
        ];
    }

    private static string StatusOf(TrackerFacts facts, ExpectedRange range, double? mean) => mean switch
    {
        null => $"not checked: no {range.Name} was measured",
        _ when !facts.IsLocal => "- (remote)",
        { } ms when ms > range.ToMs => "above range",
        { } ms when ms < range.FromMs => "below range (faster)",
        _ => "in range",
    };

    private static void Order(TrackerFacts facts)
    {
        (string Name, double MeanMs)[] means = [.. new[] { TrackerOperation.Connect, TrackerOperation.Scrape, TrackerOperation.Announce }
            .Select(operation => ExpectedRange.All[(int)operation]).Select(range => (range.Name, Mean: range.MeanOf(facts.Run)))
            .Where(operation => operation.Mean is not null).Select(operation => (operation.Name, operation.Mean!.Value))];
        if (means.Length < 2)
        {
            return;
        }

        string[] missing = [.. ExpectedRange.All.Where(range => means.All(mean => mean.Name != range.Name)).Select(range => Text($" Not checked: no {range.Name} was measured."))];

        (string Name, double MeanMs)[] late = [.. means.Zip(means.Skip(1)).Where(pair => pair.First.MeanMs > pair.Second.MeanMs * (1 + Same)).Select(pair => pair.First)];
        string order = string.Join(" < ", means.Select(operation => operation.Name));
        string figures = string.Join(", ", means.Select(operation => Text($"{operation.Name} {operation.MeanMs:0.###} ms")));
        facts.Story.Find(
            FindingSeverity.Info,
            late.Length == 0
                ? $"As expected, {order} in mean latency: {figures} (5 % are taken as equal).{string.Concat(missing)}"
                : $"Expected is {order} in mean latency, but {string.Join(" and ", late.Select(operation => operation.Name))} took longer than what follows: {figures}. Connects of many workers at once, at the start or when a tracker was restarted, wait for each other.{string.Concat(missing)}",
            [.. means.Select(operation => (operation.Name + "MeanMs", operation.MeanMs))]);
    }

    // Answers without a peer are the shortest and the cheapest that there are.
    private static void Peers(TrackerFacts facts)
    {
        if (facts.PeersPerAnswer == 0 && facts.Tracker.Settings.Wanted != 0)
        {
            facts.Story.Find(
                FindingSeverity.Warning,
                facts.Tracker.Settings.Swarms == SwarmKind.Own
                    ? $"No answer had a peer in it, because with {TrackerParameters.Swarms}=own nobody else is in a worker's swarms: a tracker in use has more to do for an announce. {TrackerParameters.Swarms}=uniform makes it so."
                    : $"No answer had a peer in it, though workers share swarms and ask for peers ({TrackerParameters.Wanted}={facts.Run.Parameters.Options.GetValueOrDefault(TrackerParameters.Wanted)}): see whether workers are all seeders ({TrackerParameters.Seeders}), too few, or unknown to the tracker.",
                ("peersPerAnswer", 0));
        }
    }

    private static string Title(ExpectedRange range) => range.Operation.ToString();
}
