using System.Text;
using System.Text.Json;
using Millrace.Hosting.Admin;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Keeping;
using Millrace.Tracker.Host.Metrics;
using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Host.Admin;

/// <summary>The tracker's own pages: <c>/stats</c> for people, <c>/stats.json</c> for programs.</summary>
/// <param name="traffic">What has come and gone.</param>
/// <param name="rates">The same in a second.</param>
/// <param name="tables">The swarms of IPv4, then those of IPv6.</param>
/// <param name="clock">The clock since the start.</param>
/// <param name="shards">How many event loops there are.</param>
internal sealed class StatsPages(Traffic traffic, RateWindow rates, IReadOnlyList<SwarmTable> tables, TrackerClock clock, int shards)
{
    public IReadOnlyList<AdminPage> Pages =>
    [
        new AdminPage("/stats", "swarms, peers, requests and memory, for people", [], WriteHtmlAsync) { ContentType = AdminPage.Html },
        new AdminPage("/stats.json", "the same for programs", [], WriteJsonAsync),
    ];

    internal TrackerStats Take()
    {
        TrafficRates now = rates.Rates;
        return new TrackerStats(
            clock.Uptime.TotalSeconds,
            shards,
            now.Requests,
            now.Answers,
            now.BytesIn,
            now.BytesOut,
            TakeFamily(isIPv6: false),
            TakeFamily(isIPv6: true),
            Enum.GetValues<Refusal>().ToDictionary(reason => Traffic.ReasonNames[(int)reason], traffic.Refused),
            traffic.SendErrors);
    }

    private FamilyStats TakeFamily(bool isIPv6)
    {
        SwarmTotals totals = tables[isIPv6 ? 1 : 0].Totals();
        return new FamilyStats(
            Enumerable.Range(0, TrackerCounters.Actions).ToDictionary(action => Traffic.ActionNames[action], action => traffic.Requests(action, isIPv6)),
            traffic.BytesIn(isIPv6),
            traffic.BytesOut(isIPv6),
            traffic.KernelDrops(isIPv6),
            totals.Swarms,
            totals.Seeders,
            totals.Leechers,
            totals.Completed,
            totals.Expired,
            totals.RefusedBySwarm + totals.RefusedByTable,
            totals.BytesReserved,
            totals.BytesInUse,
            totals.Peers > 0 ? totals.BytesInUse / (double)totals.Peers : null,
            totals.Swarms > 0 ? totals.BytesInUse / (double)totals.Swarms : null);
    }

    private Task WriteJsonAsync(AdminQuery query, Stream body, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(body, Take(), StatsJson.Default.TrackerStats, cancellationToken);

    private Task WriteHtmlAsync(AdminQuery query, Stream body, CancellationToken cancellationToken) =>
        body.WriteAsync(Encoding.UTF8.GetBytes(StatsHtml.Of(Take())), cancellationToken).AsTask();
}
