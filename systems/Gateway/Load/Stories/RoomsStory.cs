using Millrace.Engine.Running;
using Millrace.Gateway.Load.Rooms;
using Millrace.Results;
using static Millrace.Gateway.Load.GatewayCounts;
using static Millrace.Gateway.Load.Stories.GatewayStory;

namespace Millrace.Gateway.Load.Stories;

/// <summary>Mode rooms: how many copies a second the members get, how long the last of them waits, and what members that never read do to the others.</summary>
internal static class RoomsStory
{
    public static void Tell(RunStory story)
    {
        RunFile run = story.Run;
        RoomPlan plan = RoomPlan.Of(story.Scenario);
        OperationResult published = run.Operations.GetValueOrDefault("publish") ?? new OperationResult();
        OperationResult delivered = run.Operations.GetValueOrDefault("delivery") ?? new OperationResult();
        double seconds = Math.Max(story.MeasuredSeconds, 1e-9);
        double lost = LostOf(delivered);
        story.Tables.Add(Summary(
            run, seconds, published.Count / seconds, delivered.RatePerSecond, delivered.Response, delivered.Count == 0 ? double.NaN : 100 * lost / delivered.Count,
            "Measured phases only. Sent: messages to rooms; received: members' copies. Latencies are those of copies, from when the message was due."));
        story.Tables.Add(FanOut(story, plan, published, delivered));
        if (delivered.Count == 0)
        {
            return;
        }

        Throughput(story, plan, published, delivered);
        LastMember(story, published, delivered);
        Losses(story, delivered, lost);
        if (plan.Slow > 0)
        {
            Slow(story, plan, delivered);
        }
    }

    private static ResultTable FanOut(RunStory story, RoomPlan plan, OperationResult published, OperationResult delivered) => new()
    {
        Name = "fan-out",
        Title = "Fan-out",
        Columns =
        [
            new("Rooms"), new("Members that read, per room"), new("Members that never read"), new("Messages", "/s"), new("Deliveries", "/s"),
            new("Copy p50", "ms"), new("Copy p99", "ms"), new("Last member p50", "ms"), new("Last member p99", "ms"),
            new("Duplicates"), new("Out of order"), new("Evictions"),
        ],
        Rows =
        [
            [
                plan.Rooms, plan.ReadersIn(0), plan.Slow, published.RatePerSecond, delivered.RatePerSecond,
                Cell(delivered.Response?.P50Ms), Cell(delivered.Response?.P99Ms), Cell(published.Response?.P50Ms), Cell(published.Response?.P99Ms),
                story.Run.Accounting.Duplicated, story.Metric(Reordered), plan.Slow > 0 ? story.Metric(Evicted) : default(TableCell),
            ],
        ],
        Remark = "Last member: from when a message was due until the last member of its room has it. Evictions: members that never read and were cut off by the end of the run.",
    };

    private static void Throughput(RunStory story, RoomPlan plan, OperationResult published, OperationResult delivered) => story.Find(
        FindingSeverity.Info,
        Text($"{published.RatePerSecond:#,0.#} messages a second to {plan.Rooms} {(plan.Rooms == 1 ? "room" : "rooms")} of {plan.ReadersIn(0)} members became {Bound(story)}{delivered.RatePerSecond:#,0} deliveries a second."),
        ("messagesPerSecond", published.RatePerSecond), ("deliveriesPerSecond", delivered.RatePerSecond), ("members", plan.ReadersIn(0)));

    private static void LastMember(RunStory story, OperationResult published, OperationResult delivered)
    {
        if (published.Response is { } last && delivered.Response is { } copy)
        {
            story.Find(
                FindingSeverity.Info,
                Text($"A message had reached its last member after {last.P50Ms:0.00} ms in the median and {last.P99Ms:0.00} ms at the 99th percentile; half of all copies were there after {copy.P50Ms:0.00} ms. ")
                    + "The difference is the time that one message takes to go through the room.",
                ("lastMemberP50Ms", last.P50Ms), ("lastMemberP99Ms", last.P99Ms), ("copyP50Ms", copy.P50Ms), ("copyP99Ms", copy.P99Ms));
        }
    }

    private static void Losses(RunStory story, OperationResult delivered, double lost)
    {
        long reordered = story.Metric(Reordered);
        story.Find(
            lost > 0 || reordered > 0 ? FindingSeverity.Problem : FindingSeverity.Info,
            lost > 0 || reordered > 0
                ? Text($"{lost:#,0} of {delivered.Count:#,0} copies did not come ({100 * lost / delivered.Count:0.###} %), and {reordered:#,0} came out of order.")
                : Text($"Every one of {delivered.Count:#,0} copies came, and each member got its room's messages in order."),
            ("copies", delivered.Count), ("lost", lost), ("reordered", reordered));
    }

    private static void Slow(RunStory story, RoomPlan plan, OperationResult delivered)
    {
        long evicted = story.Metric(Evicted);
        bool anyoneElse = LostOf(delivered) > 0;
        story.Find(
            anyoneElse ? FindingSeverity.Problem : evicted < plan.Slow ? FindingSeverity.Warning : FindingSeverity.Info,
            Text($"{plan.Slow} members never read: {evicted} of them were cut off by the end of the run, and the other {plan.Readers} {(anyoneElse ? "lost messages" : "lost nothing")}, p99 {delivered.Response?.P99Ms ?? double.NaN:0.00} ms.")
                + (evicted < plan.Slow ? " Those that were not cut off had not filled every buffer on their way, or did not hear of their end in time: a longer run, larger messages or a smaller --max-queue shows more." : ""),
            ("slow", plan.Slow), ("evicted", evicted), ("others", plan.Readers), ("othersP99Ms", delivered.Response?.P99Ms ?? double.NaN));
    }

    // A kind of error is a word of the engine's or of how a connection ended: all but these were answered.
    private static double LostOf(OperationResult delivered) => delivered.Errors.Where(error => error.Key is not "late").Sum(error => error.Value);
}
