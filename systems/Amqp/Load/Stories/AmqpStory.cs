using System.Globalization;
using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Amqp.Load.Stories;

/// <summary>What a single run shows: its tables, its health check and its findings.</summary>
internal static class AmqpStory
{
    public static void Tell(RunStory story)
    {
        var facts = new RunFacts(story.Run, story.Metric);
        foreach (string name in AmqpCounts.Invariants)
        {
            story.Invariants[name] = story.Metric(name);
        }

        foreach (ResultTable table in AmqpTables.Of([facts]))
        {
            story.Tables.Add(table);
        }

        story.Tables.Add(new ResultTable
        {
            Name = RunFacts.CountsTable,
            Title = "What the subject counted",
            Columns = [new("Count"), new("Value")],
            Rows = [.. AmqpCounts.All.Select(name => (TableCell[])[name, story.Metric(name)])],
            Remark = "By a ledger over message ids that is independent of the library's own counts. Counts that must be 0 stand among the invariants too.",
        });
        Broker(story);
        Loss(story, facts);
        Recovery(story, facts);
    }

    private static void Broker(RunStory story)
    {
        if (story.Run.Labels.GetValueOrDefault("broker") is { } broker)
        {
            story.Find(FindingSeverity.Info, $"The broker is {broker}{(story.Run.Parameters.Embedded ? ", in memory and started for this run: its figures are not those of RabbitMQ" : "")}.");
        }
    }

    private static void Loss(RunStory story, RunFacts facts)
    {
        if (facts.Count(AmqpCounts.ConfirmedLost) is > 0 and var lost)
        {
            story.Find(FindingSeverity.Problem, Text($"{lost:#,0} messages were confirmed and never delivered."), (AmqpCounts.ConfirmedLost, lost));
        }

        if (facts.Count(AmqpCounts.SentNotDelivered) is > 0 and var gone)
        {
            story.Find(
                FindingSeverity.Warning,
                Text($"{gone:#,0} messages were handed over without waiting for the broker's word and never arrived: connections were lost meanwhile, and nobody promised anything. Confirmed publishing says so for each."),
                (AmqpCounts.SentNotDelivered, gone));
        }

        if (facts.Count(AmqpCounts.Duplicates) is > 0 and var twice)
        {
            story.Find(
                FindingSeverity.Info,
                Text($"{twice:#,0} messages came more than once: their acknowledgements were under way when a connection was lost, so the broker delivered them again, as it must."),
                (AmqpCounts.Duplicates, twice));
        }
    }

    private static void Recovery(RunStory story, RunFacts facts)
    {
        foreach (FaultResult fault in story.Run.Faults.Where(fault => fault is { InjectedAtSeconds: not null, Failure: null }))
        {
            string text = (fault.DetectMs, fault.RecoverLastMs) switch
            {
                (null, _) => Text($"{fault.Spec}: no task noticed."),
                ({ } detect, null) => Text($"{fault.Spec}: the first task noticed after {detect:0.0} ms, and not every task that did worked again before the end of the run."),
                ({ } detect, { } last) => Text($"{fault.Spec}: the first task noticed after {detect:0.0} ms, the last after {fault.PropagateMs ?? 0:0.0} ms; all worked again {last:0.0} ms after it was over."),
            };
            story.Find(
                fault is { DetectMs: not null, RecoverLastMs: null } ? FindingSeverity.Problem : FindingSeverity.Info, text,
                ("detectMs", fault.DetectMs ?? double.NaN), ("propagateMs", fault.PropagateMs ?? double.NaN), ("recoverLastMs", fault.RecoverLastMs ?? double.NaN));
        }

        if (facts.Recoveries?.Response is { } recoveries)
        {
            story.Find(
                FindingSeverity.Info,
                Text($"Every connection was cut {recoveries.Count:#,0} times under load; all {facts.Tasks} tasks published again after {recoveries.P50Ms:0.0} ms at p50 and {recoveries.P99Ms:0.0} ms at p99."),
                ("recoverP50Ms", recoveries.P50Ms), ("recoverP99Ms", recoveries.P99Ms));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
