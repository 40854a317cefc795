using System.Globalization;
using Millrace.Results;

namespace Millrace.Amqp.Load.Stories;

/// <summary>The charts over many runs. Pure.</summary>
internal static class AmqpCharts
{
    public static IEnumerable<ResultChart> Of(IReadOnlyList<RunFacts> runs)
    {
        RunFacts[] throughput = [.. runs.Where(run => run.Mode is AmqpModes.Publish or AmqpModes.Confirm)];
        int[] tasks = [.. throughput.Select(run => run.Tasks).Distinct().Order()];
        if (tasks.Length > 1)
        {
            yield return Chart("throughput", "Throughput by tasks", "messages per second", tasks, throughput, run => run.Publishing?.RatePerSecond);
            yield return new ResultChart
            {
                Name = "percentiles",
                Title = "Latency percentiles by tasks",
                Axis = "milliseconds",
                Labels = [.. tasks.Select(Text)],
                Series =
                [
                    .. Modes(throughput).SelectMany(mode => new[]
                    {
                        new ChartSeries($"{Word(mode)} p50", [.. tasks.Select(count => Find(throughput, mode, count)?.Publishing?.Response?.P50Ms)]),
                        new ChartSeries($"{Word(mode)} p99", [.. tasks.Select(count => Find(throughput, mode, count)?.Publishing?.Response?.P99Ms)]),
                    }),
                ],
            };
        }

        RunFacts[] consumers = [.. runs.Where(run => run.Mode == AmqpModes.Consume && run.Faults.Count == 0 && run.IsConsumers).OrderBy(run => run.Consumers)];
        if (consumers.Length > 1)
        {
            yield return new ResultChart
            {
                Name = "consumers",
                Title = "Throughput by consumers",
                Axis = "messages per second",
                Labels = [.. consumers.Select(run => Text(run.Consumers))],
                Series = [new ChartSeries("delivered", [.. consumers.Select(run => run.Deliveries?.RatePerSecond)])],
            };
        }

        RunFacts[] recovery = [.. runs.Where(run => run.Mode == AmqpModes.Consume && run.Faults.Count > 0)];
        if (recovery.Length > 1)
        {
            yield return new ResultChart
            {
                Name = "recovery",
                Title = "Full recovery by failure type",
                Axis = "milliseconds",
                Labels = [.. recovery.Select(run => $"{RecoveryWords.Name(run)}, {Text(run.Tasks)} tasks")],
                Series = [new ChartSeries("full recovery", [.. recovery.Select(run => RecoveryWords.Main(run).RecoverLastMs)])],
            };
        }
    }

    private static ResultChart Chart(string name, string title, string axis, int[] tasks, RunFacts[] runs, Func<RunFacts, double?> value) => new()
    {
        Name = name,
        Title = title,
        Axis = axis,
        Labels = [.. tasks.Select(Text)],
        Series = [.. Modes(runs).Select(mode => new ChartSeries(Word(mode), [.. tasks.Select(count => Find(runs, mode, count) is { } run ? value(run) : null)]))],
    };

    private static IEnumerable<string> Modes(RunFacts[] runs) => runs.Select(run => run.Mode).Distinct();

    private static RunFacts? Find(RunFacts[] runs, string mode, int tasks) => runs.FirstOrDefault(run => run.Mode == mode && run.Tasks == tasks);

    private static string Word(string mode) => mode == AmqpModes.Confirm ? "confirmed" : "fire-and-forget";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
