using System.Globalization;
using Millrace.Hosting.Admin;

namespace Millrace.Tracker.Host.Admin;

/// <summary>The statistics as a page that needs nothing from elsewhere. Only numbers and words of ours stand in it, so nothing needs escaping.</summary>
internal static class StatsHtml
{
    public static string Of(TrackerStats stats)
    {
        StatsDocument page = new("Tracker");
        page.Line($"<p>Up for {TimeSpan.FromSeconds(Math.Floor(stats.UptimeSeconds)):c} on {stats.Shards} shards. Rates are of the last ten seconds. <a href=\"/stats.json\">As JSON</a></p>");
        page.Head("Now", "a second");
        page.Row("requests", Whole(stats.RequestsPerSecond));
        page.Row("answers", Whole(stats.AnswersPerSecond));
        page.Row("bytes in", Whole(stats.BytesInPerSecond));
        page.Row("bytes out", Whole(stats.BytesOutPerSecond));
        page.Head("Swarms", "IPv4", "IPv6");
        Both(page, stats, "swarms", family => Whole(family.Swarms));
        Both(page, stats, "seeders", family => Whole(family.Seeders));
        Both(page, stats, "leechers", family => Whole(family.Leechers));
        Both(page, stats, "became seeders", family => Whole(family.Completed));
        Both(page, stats, "expired", family => Whole(family.Expired));
        Both(page, stats, "answered but not kept: full", family => Whole(family.NotKept));
        Both(page, stats, "bytes reserved", family => Whole(family.BytesReserved));
        Both(page, stats, "bytes in use", family => Whole(family.BytesInUse));
        Both(page, stats, "bytes in use by peer", family => Tenths(family.BytesPerPeer));
        Both(page, stats, "bytes in use by swarm", family => Tenths(family.BytesPerSwarm));
        page.Head("Since the start", "IPv4", "IPv6");
        foreach (string action in stats.IPv4.Requests.Keys)
        {
            Both(page, stats, $"requests: {action}", family => Whole(family.Requests[action]));
        }

        Both(page, stats, "bytes in", family => Whole(family.BytesIn));
        Both(page, stats, "bytes out", family => Whole(family.BytesOut));
        Both(page, stats, "dropped by the kernel", family => Whole(family.KernelDrops));
        page.Head("Refused", "requests");
        foreach ((string reason, long count) in stats.Refused)
        {
            page.Row(reason.Replace('_', ' '), Whole(count));
        }

        page.Row("answers that could not be sent", Whole(stats.SendErrors));
        return page.ToString();
    }

    private static void Both(StatsDocument page, TrackerStats stats, string name, Func<FamilyStats, string> value) => page.Row(name, value(stats.IPv4), value(stats.IPv6));

    private static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Tenths(double? value) => value?.ToString("#,0.0", CultureInfo.InvariantCulture) ?? "-";
}
