using System.Globalization;
using Millrace.Results;

namespace Millrace.Amqp.Load.Stories;

/// <summary>The tables over one run or many: a row per run, for the runs that a table is about. Pure.</summary>
internal static class AmqpTables
{
    public static IReadOnlyList<ResultTable> Of(IReadOnlyList<RunFacts> runs) =>
    [
        .. Table(runs, run => run.Mode is AmqpModes.Publish or AmqpModes.Confirm, "throughput", "Publish throughput",
            [new("Configuration"), new("Confirmed"), new("Messages"), new("Duration", "s"), new("Throughput", "msg/s"), new("P50", "ms"), new("P99", "ms")],
            run => [
                Text($"{run.Tasks} tasks{(run.Share is { } share ? $" x {share} msg" : "")}"), run.Mode == AmqpModes.Confirm ? "yes" : "no",
                run.Publishing?.Ok ?? 0, run.Seconds, run.Publishing?.RatePerSecond ?? 0, Cell(run.Publishing?.Response?.P50Ms), Cell(run.Publishing?.Response?.P99Ms),
            ],
            "Confirmed: the time until the broker's word on a message, one at a time for each task. Without: until the message is in the buffer to the socket; how many arrived is checked at the end."),
        .. Table(runs, run => run.Mode == AmqpModes.Pool, "pool", "Channel pool",
            [new("Tasks"), new("Operations"), new("Throughput", "ops/s"), new("P50", "ms"), new("P99", "ms"), new("Channels opened")],
            run => [run.Tasks, run.Rents?.Ok ?? 0, run.Rents?.RatePerSecond ?? 0, Cell(run.Rents?.Response?.P50Ms), Cell(run.Rents?.Response?.P99Ms), run.Count(AmqpCounts.ChannelsOpened)],
            "An operation takes a channel and gives it back."),
        .. Table(runs, run => run.Mode == AmqpModes.Consume && run.Faults.Count == 0 && run.IsConsumers, "consumers", "Consumers",
            [new("Consumers"), new("Messages"), new("Throughput", "msg/s"), new("Start-up", "s"), new("P50", "ms"), new("P99", "ms"), new("Loss", "%")],
            Consumers, "Start-up: until the broker delivers to every consumer. P50 and P99: from publishing a message until a consumer has it."),
        .. Table(runs, run => run.Mode == AmqpModes.Consume && run.Faults.Count == 0 && !run.IsConsumers, "produce-consume", "Produce and consume",
            [new("Producers"), new("Consumers"), new("Messages"), new("Throughput", "msg/s"), new("Start-up", "s"), new("P50", "ms"), new("P99", "ms"), new("Loss", "%")],
            run => [run.Tasks, .. Consumers(run)], null),
        .. Table(runs, run => run.Mode == AmqpModes.Burst, "burst", "Bursts",
            [new("Tasks"), new("Bursts"), new("Messages"), new("Publish P50", "ms"), new("Publish P99", "ms"), new("Delivery P50", "ms"), new("Delivery P99", "ms"), new("Loss", "%")],
            run => [
                run.Tasks, Math.Round(run.Count(AmqpCounts.Iterations) / (double)Math.Max(1, run.Tasks)), run.Publishing?.Ok ?? 0, Cell(run.Publishing?.Response?.P50Ms),
                Cell(run.Publishing?.Response?.P99Ms), Cell(run.Deliveries?.Response?.P50Ms), Cell(run.Deliveries?.Response?.P99Ms), Loss(run),
            ], null),
        .. Table(runs, run => run.Faults.Count > 0 && run.Mode == AmqpModes.Consume, "recovery", "Recovery by failure type",
            [new("Failure type"), new("Tasks"), new("Detection", "ms"), new("Propagation", "ms"), new("First recovery", "ms"), new("Full recovery", "ms"), new("Indefinite"), new("Confirmed and lost")],
            run => [
                RecoveryWords.Name(run), run.Tasks, Cell(RecoveryWords.Main(run).DetectMs), Cell(RecoveryWords.Main(run).PropagateMs), Cell(RecoveryWords.Main(run).RecoverFirstMs),
                Cell(RecoveryWords.Main(run).RecoverLastMs), run.Run.Accounting.Indefinite, run.Count(AmqpCounts.ConfirmedLost),
            ],
            "Detection and propagation: from the injection until the first and the last task noticed. Recovery: from the end of the fault, when the network is back, until the first and the last task works again. Empty: no task noticed."),
        .. Table(runs, run => run.Mode == AmqpModes.Mixed, "chaos", "Chaos tests",
            [new("Test"), new("Tasks"), new("Duration", "s"), new("Iterations"), new("Deadlocks"), new("Errors"), new("Indefinite")],
            run => [
                run.Profile, run.Tasks, run.Seconds, run.Count(AmqpCounts.Iterations), run.Count(AmqpCounts.Deadlocks),
                run.Run.Accounting.Failed + run.Run.Accounting.Lost + run.Run.Accounting.Corrupted, run.Run.Accounting.Indefinite,
            ],
            "Errors: operations that were refused or lost. Indefinite: under way when their connection was cut, so that nobody knows what became of them; none of them was reported as done."),
        .. RepeatedRecovery(runs),
    ];

    private static IEnumerable<ResultTable> RepeatedRecovery(IReadOnlyList<RunFacts> runs) => runs.Where(run => run.Mode == AmqpModes.Recover).Take(1).Select(run => new ResultTable
    {
        Name = "repeated-recovery",
        Title = "Repeated recovery",
        Columns = [new("Metric"), new("Value")],
        Rows =
        [
            ["Recoveries", run.Recoveries?.Ok ?? 0],
            ["Recovery P50, ms", Cell(run.Recoveries?.Response?.P50Ms)],
            ["Recovery P99, ms", Cell(run.Recoveries?.Response?.P99Ms)],
            ["Longest, ms", Cell(run.Recoveries?.Response?.MaxMs)],
            ["Messages confirmed", run.Publishing?.Ok ?? 0],
            ["Messages indefinite", run.Run.Accounting.Indefinite],
            ["Confirmed and lost", run.Count(AmqpCounts.ConfirmedLost)],
        ],
        Remark = "From the cut of every connection until each task has had a message confirmed that it began after the cut.",
    });

    private static TableCell[] Consumers(RunFacts run) =>
    [
        run.Consumers, run.Deliveries?.Ok ?? 0, run.Deliveries?.RatePerSecond ?? 0, run.Count(AmqpCounts.StartUpUs) / 1e6, Cell(run.Deliveries?.Response?.P50Ms),
        Cell(run.Deliveries?.Response?.P99Ms), Loss(run),
    ];

    private static double Loss(RunFacts run) =>
        run.Deliveries is { Count: > 0 } deliveries ? 100.0 * (deliveries.Count - deliveries.Ok) / deliveries.Count : 0;

    private static IEnumerable<ResultTable> Table(
        IReadOnlyList<RunFacts> runs, Func<RunFacts, bool> isAbout, string name, string title, IReadOnlyList<TableColumn> columns, Func<RunFacts, TableCell[]> row, string? remark)
    {
        RunFacts[] its = [.. runs.Where(isAbout)];
        if (its.Length > 0)
        {
            yield return new ResultTable { Name = name, Title = title, Columns = columns, Rows = [.. its.Select(row)], Remark = remark };
        }
    }

    private static TableCell Cell(double? value) => value is { } number ? new TableCell(number) : default;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
