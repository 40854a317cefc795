using Millrace.Engine;
using Millrace.Results;

namespace Millrace.Amqp.Load.Stories;

/// <summary>What the runs of a suite show together: the tables with a row per run, charts, the resilience summary and the health check.</summary>
internal static class AmqpSuiteStory
{
    public static SuiteStory Tell(IReadOnlyList<RunFile> runs)
    {
        RunFacts[] facts = [.. runs.Select(run => new RunFacts(run))];
        return new SuiteStory
        {
            Tables = [.. AmqpTables.Of(facts), .. Resilience(facts)],
            Charts = [.. AmqpCharts.Of(facts)],
            Invariants = AmqpCounts.Invariants.ToDictionary(name => name, name => runs.Sum(run => run.Invariants.GetValueOrDefault(name)), StringComparer.Ordinal),
        };
    }

    private static IEnumerable<ResultTable> Resilience(RunFacts[] runs)
    {
        RunFacts[] its = [.. runs.Where(run => run.Mode == AmqpModes.Consume && run.Faults.Count > 0)];
        if (its.Length == 0)
        {
            yield break;
        }

        yield return new ResultTable
        {
            Name = "resilience",
            Title = "Network resilience summary",
            Columns = [new("Scenario"), new("Recovery time", "ms")],
            Rows =
            [
                .. its.GroupBy(RecoveryWords.Name).Select(group => (TableCell[])
                [
                    $"{group.Key} recovery", RecoveryWords.Worst([.. group.Select(RecoveryWords.Main)]),
                ]),
            ],
            Remark = "The longest of its runs, from the network being back until the last task worked again. Not noticed: no task waited long or met an error. Not all recovered: some task that did never worked again.",
        };
    }
}
