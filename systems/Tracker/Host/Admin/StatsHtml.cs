using System.Globalization;
using System.Text;

namespace Millrace.Tracker.Host.Admin;

/// <summary>The statistics as a page that needs nothing from elsewhere. Only numbers and words of ours stand in it, so nothing needs escaping.</summary>
internal static class StatsHtml
{
    public static string Of(TrackerStats stats)
    {
        StringBuilder page = new();
        page.Append(
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5"><title>Tracker</title>
            <style>body{font:16px sans-serif;margin:2em auto;max-width:48em}table{border-collapse:collapse;width:100%;margin-bottom:2em}
            th,td{text-align:right;padding:.2em .6em;border-bottom:1px solid #ccc}th:first-child,td:first-child{text-align:left}</style></head>
            <body><h1>Tracker</h1>

            """);
        Line(page, $"<p>Up for {TimeSpan.FromSeconds(Math.Floor(stats.UptimeSeconds)):c} on {stats.Shards} shards. Rates are of the last ten seconds. <a href=\"/stats.json\">As JSON</a></p>");
        Head(page, "Now", "a second");
        Row(page, "requests", Whole(stats.RequestsPerSecond));
        Row(page, "answers", Whole(stats.AnswersPerSecond));
        Row(page, "bytes in", Whole(stats.BytesInPerSecond));
        Row(page, "bytes out", Whole(stats.BytesOutPerSecond));
        End(page);
        Head(page, "Swarms", "IPv4", "IPv6");
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
        End(page);
        Head(page, "Since the start", "IPv4", "IPv6");
        foreach (string action in stats.IPv4.Requests.Keys)
        {
            Both(page, stats, $"requests: {action}", family => Whole(family.Requests[action]));
        }

        Both(page, stats, "bytes in", family => Whole(family.BytesIn));
        Both(page, stats, "bytes out", family => Whole(family.BytesOut));
        Both(page, stats, "dropped by the kernel", family => Whole(family.KernelDrops));
        End(page);
        Head(page, "Refused", "requests");
        foreach ((string reason, long count) in stats.Refused)
        {
            Row(page, reason.Replace('_', ' '), Whole(count));
        }

        Row(page, "answers that could not be sent", Whole(stats.SendErrors));
        End(page);
        return page.Append("</body></html>\n").ToString();
    }

    private static void Both(StringBuilder page, TrackerStats stats, string name, Func<FamilyStats, string> value) => Row(page, name, value(stats.IPv4), value(stats.IPv6));

    private static void Head(StringBuilder page, params ReadOnlySpan<string> cells) => Cells(page.Append("<table>\n"), "th", cells);

    private static void Row(StringBuilder page, params ReadOnlySpan<string> cells) => Cells(page, "td", cells);

    private static void End(StringBuilder page) => page.Append("</table>\n");

    private static void Cells(StringBuilder page, string tag, ReadOnlySpan<string> cells)
    {
        page.Append("<tr>");
        foreach (string cell in cells)
        {
            Line(page, $"<{tag}>{cell}</{tag}>", end: "");
        }

        page.Append("</tr>\n");
    }

    private static void Line(StringBuilder page, FormattableString text, string end = "\n") => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append(end);

    private static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Tenths(double? value) => value?.ToString("#,0.0", CultureInfo.InvariantCulture) ?? "-";
}
