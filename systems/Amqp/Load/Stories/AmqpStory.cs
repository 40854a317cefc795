using System.Globalization;
using Millrace.Engine.Running;
using Millrace.Engine.Subjects;
using Millrace.Results;

namespace Millrace.Amqp.Load.Stories;

/// <summary>What a single run shows: its tables, its health check and its findings.</summary>
internal static class AmqpStory
{
    public static void Tell(RunStory story)
    {
        var facts = new RunFacts(story.Run, story.Metric);
        bool isReckoned = story.Metric(SubjectCounts.Reckoned) > 0;
        foreach (string name in AmqpCounts.Invariants.Where(name => isReckoned || !AmqpCounts.OfTheBooks.Contains(name)))
        {
            story.Invariants[name] = name == AmqpCounts.BooksOpen ? isReckoned ? 0 : 1 : story.Metric(name);
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
            Rows = [.. Names(story, isReckoned).Select(name => (TableCell[])[name, story.Metric(name)])],
            Remark = "By a ledger over message ids that is independent of the library's own counts. Counts that must be 0 stand among the invariants too.",
        });
        Broker(story);
        Books(story, isReckoned);
        Loss(story, facts);
        Recovery(story, facts);
    }

    private static IEnumerable<string> Names(RunStory story, bool isReckoned) => AmqpCounts.All
        .Where(name => name != AmqpCounts.BooksOpen && (isReckoned || !AmqpCounts.OfTheBooks.Contains(name)))
        .Concat(Enumerable.Range(1, story.Run.Faults.Count).SelectMany(fault => new[] { AmqpCounts.GivenUpUs(fault), AmqpCounts.BackUs(fault) }).Where(name => story.Metric(name) > 0));

    private static void Books(RunStory story, bool isReckoned)
    {
        if (!isReckoned)
        {
            story.Find(
                FindingSeverity.Problem,
                "The books were not closed: the subject could not count at the end what had arrived (the broker was away, or the subject). Nothing is said of lost messages, and no such invariant is held for kept.");
        }

        if (story.Metric(AmqpCounts.Counted) > 0)
        {
            story.Find(
                FindingSeverity.Info,
                "More messages lay in the queues at the end than are read out: they were counted only. A message of unknown fate that did arrive may hide one that was lost.");
        }

        if (story.Metric(AmqpCounts.BlockedMs) is > 0 and var blocked)
        {
            story.Find(
                FindingSeverity.Warning,
                Text($"The broker blocked publishing for {blocked / 1000.0:0.0} s, being short of memory or disk. Who waits then is not counted as deadlocked. Without consumers messages pile up: shorten the run, or take consumers."),
                ("blockedMs", blocked));
        }
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
        double end = story.Run.Phases.Where(phase => phase.Measured).Select(phase => phase.EndSeconds).DefaultIfEmpty().Max();
        foreach (FaultResult fault in story.Run.Faults.Where(fault => fault is { InjectedAtSeconds: not null, Failure: null }))
        {
            string text = (fault.DetectMs, fault.RecoverLastMs) switch
            {
                (null, _) => Text($"{fault.Spec}: no task noticed."),
                ({ } detect, null) => Text($"{fault.Spec}: the first task noticed after {detect:0.0} ms, and not every task that did worked again before the end of the run."),
                ({ } detect, { } last) => Text($"{fault.Spec}: the first task noticed after {detect:0.0} ms, the last after {fault.PropagateMs ?? 0:0.0} ms; all worked again {last:0.0} ms after it was over."),
            };
            // Who had no second left after the fault had no chance.
            bool isCutShort = fault.RemovedAtSeconds is not { } removed || removed > end - 1;
            text += isCutShort ? " The run ended before the fault did, or at once after it, so its recovery says nothing." : "";
            story.Find(
                fault is { DetectMs: not null, RecoverLastMs: null } && !isCutShort ? FindingSeverity.Problem : FindingSeverity.Info, text,
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
