using System.Globalization;
using Millrace.Results;

namespace Millrace.Amqp.Load.Stories;

/// <summary>The tables over one run or many: a row per run, for the runs that a table is about. Pure.</summary>
internal static class AmqpTables
{
    public static IReadOnlyList<ResultTable> Of(IReadOnlyList<RunFacts> runs) =>
    [
        .. Table(runs, run => run.Mode is AmqpModes.Publish or AmqpModes.Confirm, "throughput", "Publish throughput",
            [
                new("Configuration"), new("Confirmed"), new("Messages"), new("Duration", "s"), new("Throughput", "msg/s"), new("P50", "ms"), new("P99", "ms"),
                new("Iterations"), new("Deadlocks"), new("Errors"),
            ],
            run => [
                Text($"{run.Tasks} tasks{(run.Share is { } share ? $" x {share} msg" : "")}"), run.Mode == AmqpModes.Confirm ? "yes" : "no",
                run.Publishing?.Ok ?? 0, run.Seconds, Rate(run, run.Publishing), Cell(run.Publishing?.Response?.P50Ms), Cell(run.Publishing?.Response?.P99Ms),
                run.Count(AmqpCounts.Iterations), run.Count(AmqpCounts.Deadlocks), run.Errors,
            ],
            "Confirmed: the time until the broker's word on a message, one at a time for each task. Without: until the message is in the buffer to the socket; what arrived is read at the end."),
        .. Table(runs, run => run.Mode == AmqpModes.Pool, "pool", "Channel pool",
            [
                new("Tasks"), new("Operations"), new("Duration", "s"), new("Throughput", "ops/s"), new("P50", "ms"), new("P99", "ms"), new("Channels opened"), new("Held twice"), new("Deadlocks"),
                new("Errors"),
            ],
            run => [
                run.Tasks, run.Rents?.Ok ?? 0, run.Seconds, Rate(run, run.Rents), Cell(run.Rents?.Response?.P50Ms), Cell(run.Rents?.Response?.P99Ms),
                run.Count(AmqpCounts.ChannelsOpened), run.Count(AmqpCounts.ChannelsHeldTwice), run.Count(AmqpCounts.Deadlocks), run.Errors,
            ],
            "An operation takes a channel and gives it back. Held twice: channels that two tasks held at once, by the load's own book."),
        .. Table(runs, run => run.Mode == AmqpModes.Consume && run.Faults.Count == 0 && run.IsConsumers, "consumers", "Consumers",
            [new("Consumers"), new("Publishing tasks"), .. _deliveries],
            run => [run.Consumers, run.Tasks, .. Deliveries(run)],
            "Start-up: until the broker delivers to every consumer. P50 and P99: from publishing a message until a consumer has it. Each publishing task has one message under way; they bound the throughput together with the broker."),
        .. Table(runs, run => run.Mode == AmqpModes.Consume && run.Faults.Count == 0 && !run.IsConsumers, "produce-consume", "Produce and consume",
            [new("Producers"), new("Consumers"), .. _deliveries], run => [run.Tasks, run.Consumers, .. Deliveries(run)], null),
        .. Table(runs, run => run.Mode == AmqpModes.Burst, "burst", "Bursts",
            [
                new("Tasks"), new("Bursts"), new("Messages"), new("Duration", "s"), new("Throughput", "msg/s"), new("Publish P50", "ms"), new("Publish P99", "ms"), new("Delivery P50", "ms"),
                new("Delivery P99", "ms"), new("Loss", "%"),
            ],
            run => [
                run.Tasks, Math.Round(run.Count(AmqpCounts.Iterations) / (double)Math.Max(1, run.Tasks)), run.Publishing?.Ok ?? 0, run.Seconds, Rate(run, run.Publishing),
                Cell(run.Publishing?.Response?.P50Ms), Cell(run.Publishing?.Response?.P99Ms), Cell(run.Deliveries?.Response?.P50Ms), Cell(run.Deliveries?.Response?.P99Ms), Loss(run),
            ],
            "Throughput is over the whole time, pauses between bursts included."),
        .. Table(runs, run => run.Faults.Count > 0 && run.Mode == AmqpModes.Consume, "recovery", "Recovery by failure type",
            [
                new("Failure type"), new("Tasks"), new("Detection", "ms"), new("Propagation", "ms"), new("Given up", "ms"), new("Connected", "ms"), new("First recovery", "ms"),
                new("Full recovery", "ms"), new("Indefinite"), new("Confirmed and lost"),
            ],
            Recovery,
            "Detection and propagation: from the injection until the first and the last task met an error, or waited longer than was usual before. Given up: from the injection until the client itself gave a "
            + "connection up. Connected, and first and full recovery: from the end of the fault, when the network is back, until the client had its connections again, and until the first and the last task "
            + "works again. Not noticed: no task waited long or met an error. Empty: the client gave no connection up."),
        .. Table(runs, run => run.Mode == AmqpModes.Mixed, "chaos", "Chaos tests",
            [new("Test"), new("Tasks"), new("Messages"), new("Duration", "s"), new("Iterations"), new("Deadlocks"), new("Errors"), new("Indefinite")],
            run => [
                run.Profile, run.Tasks, run.Count(AmqpCounts.Published), run.Seconds, run.Count(AmqpCounts.Iterations), run.Count(AmqpCounts.Deadlocks), run.Errors, run.Run.Accounting.Indefinite,
            ],
            "Errors: operations that were refused, lost or late. Indefinite: under way when their connection was cut, so that nobody knows what became of them; none of them was reported as done."),
        .. RepeatedRecovery(runs),
    ];

    private static TableCell[] Recovery(RunFacts run)
    {
        FaultResult main = RecoveryWords.Main(run);
        return
        [
            RecoveryWords.Name(run), run.Tasks, Cell(main.DetectMs), Cell(main.PropagateMs), Cell(run.Milliseconds(AmqpCounts.GivenUpUs, main)), Cell(run.Milliseconds(AmqpCounts.BackUs, main)),
            main.DetectMs is null ? RecoveryWords.Recovered(main, null) : Cell(main.RecoverFirstMs), RecoveryWords.Recovered(main, main.RecoverLastMs),
            run.Run.Accounting.Indefinite, run.Count(AmqpCounts.ConfirmedLost),
        ];
    }

    private static IEnumerable<ResultTable> RepeatedRecovery(IReadOnlyList<RunFacts> runs) => runs.Where(run => run.Mode == AmqpModes.Recover).Select((run, nth) => new ResultTable
    {
        Name = nth == 0 ? "repeated-recovery" : Text($"repeated-recovery-{nth + 1}"),
        Title = Text($"Repeated recovery{(run.Share is { } share ? $", {share:#,0} times" : "")}"),
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

    private static readonly TableColumn[] _deliveries =
        [new("Messages"), new("Duration", "s"), new("Throughput", "msg/s"), new("Start-up", "s"), new("P50", "ms"), new("P99", "ms"), new("Loss", "%")];

    private static TableCell[] Deliveries(RunFacts run) =>
    [
        run.Deliveries?.Ok ?? 0, run.Seconds, Rate(run, run.Deliveries), run.Count(AmqpCounts.StartUpUs) / 1e6, Cell(run.Deliveries?.Response?.P50Ms),
        Cell(run.Deliveries?.Response?.P99Ms), Loss(run),
    ];

    // A lower bound says so, in a suite's table too, where every row is another run.
    private static TableCell Rate(RunFacts run, OperationResult? operation) =>
        operation is null ? 0.0 : run.IsLowerBound ? Text($">= {operation.RatePerSecond:#,0}") : operation.RatePerSecond;

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
