using System.Globalization;
using Millrace.Engine.Running;
using Millrace.Gateway.Load.Subject;
using Millrace.Results;
using static Millrace.Gateway.Load.GatewayCounts;

namespace Millrace.Gateway.Load.Stories;

/// <summary>The gateway's own tables and findings, computed from the run.</summary>
internal static class GatewayStory
{
    public static void Tell(RunStory story)
    {
        story.Invariants["no-misrouted-messages"] = story.Metric(Misrouted);
        story.Invariants["no-unreadable-messages"] = story.Metric(Unreadable);
        Duplicates(story);
        if (story.Run.Mode == GatewayModes.Rooms)
        {
            // Of the accounts a corrupted copy takes two: its own and its message's.
            story.Invariants["no-corrupted-messages"] = story.Metric(CorruptedCopies);
            story.Invariants["no-reordered-messages"] = story.Metric(Reordered);
            RoomsStory.Tell(story);
        }
        else
        {
            story.Invariants["no-corrupted-messages"] = story.Run.Accounting.Corrupted;
            EchoStory.Tell(story);
        }

        ComebackStory.Tell(story);
        if (story.Run.MeasuredAccounting().Sent > 0)
        {
            Saturation(story);
        }
    }

    /// <summary>The row that every mode has, in the shape in which such results are published.</summary>
    public static ResultTable Summary(RunFile run, double seconds, double sent, double received, LatencySummary? response, double lossPercent, string remark) => new()
    {
        Name = "summary",
        Title = "Results summary",
        Columns =
        [
            new("Test"), new("Clients"), new("Mode"), new("Duration", "s"), new("Msg/s (sent)", "/s"), new("Msg/s (recv)", "/s"),
            new("p50", "ms"), new("p99", "ms"), new("Loss", "%"),
        ],
        Rows =
        [
            [
                run.Profile, run.Parameters.Clients, run.Mode, Math.Round(seconds, 3), sent, received,
                response is null ? default : new TableCell(response.P50Ms), response is null ? default : new TableCell(response.P99Ms),
                double.IsNaN(lossPercent) ? default : new TableCell(lossPercent),
            ],
        ],
        Remark = remark,
    };

    /// <summary>A sentence on how far the slow end lies from the middle.</summary>
    public static void Tail(RunStory story, string what, LatencySummary? response)
    {
        if (response is not null && response.P50Ms > 0)
        {
            double times = response.P99Ms / response.P50Ms;
            story.Find(
                times > 10 ? FindingSeverity.Warning : FindingSeverity.Info,
                Text($"The 99th percentile {what}is {response.P99Ms:0.00} ms, {times:0.0} times the median; the longest wait was {response.MaxMs:0.0} ms."),
                ("p50Ms", response.P50Ms), ("p99Ms", response.P99Ms), ("maxMs", response.MaxMs));
        }
    }

    /// <summary>What stands before a rate: with a generator that was the limit, the target could have taken more.</summary>
    public static string Bound(RunStory story) => story.Run.Generator.Verdict == GeneratorVerdict.GeneratorLimited ? ">= " : "";

    public static TableCell Cell(double? value) => value is { } number ? new TableCell(number) : default;

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // At least once is the promise where a backend is lost: what it had not acknowledged goes to the next one, done or not.
    private static void Duplicates(RunStory story)
    {
        long duplicated = story.Run.Accounting.Duplicated;
        if (story.Run.Faults.All(fault => fault.Target != BackendRecipe.Name))
        {
            story.Invariants["no-duplicated-messages"] = duplicated;
        }
        else
        {
            story.Find(
                FindingSeverity.Info,
                duplicated == 0
                    ? "No message came twice, although one of a backend that is lost may."
                    : Text($"{duplicated:#,0} {(duplicated == 1 ? "message" : "messages")} came twice: a backend was lost, and what it had not acknowledged was delivered again."),
                ("duplicated", duplicated));
        }
    }

    private static void Saturation(RunStory story)
    {
        GeneratorResult generator = story.Run.Generator;
        string? text = generator.SaturatedSide switch
        {
            SaturatedSide.Target => "The target had no more to give: this is its throughput with this many clients.",
            SaturatedSide.Generator => "The generator had no more to give: the target's throughput is at least this.",
            SaturatedSide.Neither => "Neither side used up its processors.",
            _ => null,
        };
        if (text is not null)
        {
            story.Find(
                generator.SaturatedSide == SaturatedSide.Generator ? FindingSeverity.Warning : FindingSeverity.Info,
                text,
                ("generatorCpuPercent", generator.Usage?.CpuPercentMean ?? double.NaN),
                ("targetCpuPercent", story.Run.Target.Usage?.CpuPercentMean ?? double.NaN));
        }
    }
}
