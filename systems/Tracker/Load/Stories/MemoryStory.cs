using Millrace.Results;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>The tracker's memory: before, at most, and what it grew.</summary>
internal static class MemoryStory
{
    private const string Meaning =
        """
        What this means:

        - **Initial**: resident memory of the tracker's process before the first worker came
        - **Peak**: highest resident memory during the test
        - **Growth**: memory increase (peak - initial)

        Status guide:

        - **Good**: growth < 100 MB, stable or slowly growing
        - **Acceptable**: growth 100-500 MB
        - **Concern**: growth > 500 MB or continuous growth (possible memory leak)
        - **Critical**: growth > 1 GB (likely memory leak or excessive peer/torrent storage)

        Memory usage factors: each peer and each torrent takes its place until it expires, so growth should be proportional to their number and not to the length of the test. Measured at the tracker of millrace: 14 to 20 bytes for a peer over IPv4, 27 over IPv6; other trackers take more or less.
        """;

    public static void Tell(TrackerFacts facts)
    {
        GuideLevel? growth = TrackerGuides.Growth.LevelOf(facts.GrowthMiB);
        facts.Story.Tables.Add(new ResultTable
        {
            Name = "memory",
            Title = "Memory usage",
            Columns = [new("Metric"), new("Value"), new("Status")],
            Rows =
            [
                ["Initial", MiB(facts.InitialMiB), None],
                ["Peak", MiB(facts.PeakMiB), None],
                ["Growth", MiB(facts.GrowthMiB), Level(growth)],
            ],
            Remark = facts.GrowthMiB is null ? "The tracker's process was not observed: where it runs on this machine, name it with --target-pid.\n\n" + Meaning : Meaning,
        });
        if (facts.GrowthMiB is not { } grown)
        {
            return;
        }

        long peers = (long)facts.Tracker.Plan.Workers * facts.Tracker.Plan.Places;
        facts.Story.Find(
            growth >= GuideLevel.Concern ? FindingSeverity.Warning : FindingSeverity.Info,
            Text($"The tracker's memory grew by {grown:0.0} MB to {facts.PeakMiB:0.0} MB; the workers are at most {peers:#,0} peers in {facts.Tracker.Plan.Swarms:#,0} swarms."),
            ("growthMiB", grown), ("peakMiB", facts.PeakMiB ?? double.NaN), ("peers", peers), ("swarms", facts.Tracker.Plan.Swarms));
    }
}
