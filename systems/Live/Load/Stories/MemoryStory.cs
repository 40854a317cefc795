using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Live.Load.Stories.LiveFacts;

namespace Millrace.Live.Load.Stories;

/// <summary>What sessions weigh, by the server's own account and by its process, and what its collector did.</summary>
internal static class MemoryStory
{
    private const double KiB = 1024;
    private const double MiB = 1024 * 1024;

    public static void Tell(LiveFacts facts)
    {
        Sessions(facts);
        Collector(facts);
    }

    private static void Sessions(LiveFacts facts)
    {
        RunStory story = facts.Story;
        if (facts is not { Sessions: { } sessions, SessionBytes: { } bytes })
        {
            story.Find(FindingSeverity.Info, $"Session memory was not measured: {story.TargetSilence ?? "the target has no admin address that is known (name it with --target-address admin=http://...)"}.");
            return;
        }

        double? resident = facts.Run.Target.Usage is { RssBytesStart: { } start, RssBytesMax: { } most } && sessions > 0 ? (most - start) / sessions / KiB : null;
        story.Tables.Add(new ResultTable
        {
            Name = "session-memory",
            Title = "Session memory",
            Columns = [new("Sessions"), new("Total", "MiB"), new("Per session", "KiB"), new("Process growth per session", "KiB"), new("List items")],
            Rows = [[sessions, bytes / MiB, Cell(facts.BytesPerSession / KiB), Cell(resident), facts.Live.Settings.List]],
            Remark = "At the end of the load, with all clients connected. Total and per session: the server's own account, which its limits go by. Process growth: resident memory at its most, less that before the first client, shared out; garbage and buffers of connecting are in it, so it is an upper bound.",
        });
        if (facts.BytesPerSession is not { } perSession)
        {
            return;
        }

        if (facts.Live.Settings.Style == LiveParameters.Bound)
        {
            story.Guides.Add(LiveGuides.Session(perSession, facts.Live.Settings.List));
        }

        story.Find(
            FindingSeverity.Info,
            Text($"{sessions:#,0} sessions with {facts.Live.Settings.List:#,0} list items took {bytes / MiB:0.0} MiB by the server's account, {perSession / KiB:0.0} KiB each."),
            ("sessions", sessions), ("bytes", bytes), ("bytesPerSession", perSession));
    }

    private static void Collector(LiveFacts facts)
    {
        if (facts.Run.Target.Usage?.Runtime is not { } runtime)
        {
            return;
        }

        long collections = (runtime.Gen0Collections ?? 0) + (runtime.Gen1Collections ?? 0) + (runtime.Gen2Collections ?? 0);
        long events = facts.Main?.Ok ?? 0;
        facts.Story.Tables.Add(new ResultTable
        {
            Name = "gc",
            Title = "Collector of the target",
            Columns =
            [
                new("Allocated", "MiB"), new("Allocated per operation", "B"), new("Heap alive", "MiB"), new("Collections"), new("Of generation 2"),
                new("Pauses, summed", "ms"), new("Longest", "ms"), new("Share of wall time", "%"),
            ],
            Rows =
            [
                [
                    Cell(runtime.AllocatedBytes / MiB), Cell(events > 0 ? runtime.AllocatedBytes / (double)events : null), Cell((runtime.HeapLiveBytes ?? runtime.HeapBytesEnd) / MiB), collections,
                    Cell(runtime.Gen2Collections), Cell(runtime.GcPauseMsTotal), Cell(runtime.GcPauseMsMax), Cell(facts.PausePercent),
                ],
            ],
            Remark = "In the measured phases, seen from outside through the runtime's diagnostics port. A pause is the time in which all threads stood still.",
        });
        if (facts.PausePercent is { } percent)
        {
            facts.Story.Guides.Add(LiveGuides.Pauses(percent));
            facts.Story.Find(
                percent >= 1 ? FindingSeverity.Warning : FindingSeverity.Info,
                Text($"The target's collector paused it for {runtime.GcPauseMsTotal:0.0} ms in {facts.Seconds:0} s ({percent:0.00} % of wall time), {runtime.GcPauseMsMax:0.0} ms at the longest."),
                ("pauseMs", runtime.GcPauseMsTotal ?? double.NaN), ("pausePercent", percent), ("longestMs", runtime.GcPauseMsMax ?? double.NaN));
        }
    }
}
