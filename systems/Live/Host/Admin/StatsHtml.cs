using System.Globalization;
using Millrace.Hosting.Admin;

namespace Millrace.Live.Host.Admin;

/// <summary>The statistics as a page that needs nothing from elsewhere. Only numbers and words of ours stand in it, so nothing needs escaping.</summary>
internal static class StatsHtml
{
    public static string Of(LiveStats stats)
    {
        StatsDocument page = new("Live");
        page.Line($"<p>Up for {TimeSpan.FromSeconds(Math.Floor(stats.UptimeSeconds)):c}. <a href=\"/stats.json\">As JSON</a>, <a href=\"/sessions\">sessions</a></p>");
        Table(page, "Sessions", [("attached", stats.Sessions.Active), ("detached", stats.Sessions.Detached), ("pending", stats.Sessions.Pending), ("at most", stats.Limits.MaxSessions)]);
        Table(
            page,
            $"Memory by our own estimate (pressure: {stats.SessionMemory.Pressure})",
            [
                ("bytes of all sessions", stats.SessionMemory.TotalBytes), ("at most, 0 for no limit", stats.Limits.MaxTotalMemoryBytes), ("bytes of a session, mean", stats.SessionMemory.PerSessionBytes),
                ("bytes of the largest", stats.SessionMemory.LargestBytes), ("at most, 0 for no limit", stats.Limits.MaxMemoryPerSessionBytes),
            ]);
        TrafficCounts traffic = stats.Traffic;
        Table(
            page,
            "Since the start",
            [
                ("pages served", traffic.Pages), ("events", traffic.Events), ("events dropped: repeated", traffic.EventsRepeated), ("events dropped: one before was missing", traffic.EventsMissing),
                ("events for what was not there", traffic.EventsUnknown), ("pauses for too many events", traffic.EventsPaused), ("frames of patches", traffic.PatchFrames), ("operations", traffic.Patches),
                ("documents", traffic.Documents), ("bytes in", traffic.BytesIn), ("bytes out", traffic.BytesOut), ("failures", traffic.Failures), ("protocol violations", traffic.ProtocolViolations),
                ("connections lost", traffic.Detached), ("states written", traffic.KeptSaved), ("states that could not be written", traffic.KeptFailed),
            ]);
        Table(page, "Evicted", Rows(stats.Evictions));
        Table(page, "Ended", Rows(stats.Ended));
        Table(page, "Refused", Rows(stats.Refused));
        Table(page, "Connections by what they found", Rows(stats.Resumes));
        return page.ToString();
    }

    private static IEnumerable<(string Name, long Value)> Rows(IReadOnlyDictionary<string, long> values) => values.Select(pair => (pair.Key.Replace('_', ' '), pair.Value));

    private static void Table(StatsDocument page, string title, IEnumerable<(string Name, long Value)> rows)
    {
        page.Head(title, "");
        foreach ((string name, long value) in rows)
        {
            page.Row(name, value.ToString("#,0", CultureInfo.InvariantCulture));
        }
    }
}
