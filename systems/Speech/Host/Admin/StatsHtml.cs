using System.Globalization;
using Millrace.Hosting.Admin;

namespace Millrace.Speech.Host.Admin;

/// <summary>The statistics as a page that needs nothing from elsewhere. Only numbers and words of ours stand in it, so nothing needs escaping.</summary>
internal static class StatsHtml
{
    public static string Of(SpeechStats stats)
    {
        StatsDocument page = new("Speech");
        page.Line($"<p>Up for {TimeSpan.FromSeconds(Math.Floor(stats.UptimeSeconds)):c}. <a href=\"/stats.json\">As JSON</a>, <a href=\"/sessions\">sessions</a></p>");
        SessionStats sessions = stats.Sessions;
        Table(
            page,
            "Sessions",
            [
                ("places taken", sessions.Taken), ("at most", stats.Limits.MaxSessions), ("created", sessions.Created), ("active", sessions.Active), ("closing", sessions.Closing),
                ("WebSockets", sessions.Connections),
            ]);
        page.Head("A chunk's time, in ms", "mean", "p50", "p90", "p99", "p99.9");
        foreach ((string stage, StageStats times) in stats.Latency)
        {
            page.Row(stage, Ms(times.MeanMs), Ms(times.P50Ms), Ms(times.P90Ms), Ms(times.P99Ms), Ms(times.P999Ms));
        }

        TrafficStats traffic = stats.Traffic;
        Table(
            page,
            "Since the start",
            [
                ("sessions", traffic.Sessions), ("chunks", traffic.Chunks), ("seconds of audio", (long)(traffic.AudioMs / 1000)), ("partials", traffic.Partials), ("finals", traffic.Finals),
                ("warnings: ahead of real time", traffic.Warnings), ("messages that were not understood", traffic.InvalidMessages),
            ]);
        Table(page, "Chunks without words", Rows(stats.Unanswered));
        Table(page, "Ended", Rows(stats.Ended));
        Table(page, "Refused", Rows(stats.Refused));
        return page.ToString();
    }

    private static string Ms(double value) => value.ToString("#,0.000", CultureInfo.InvariantCulture);

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
