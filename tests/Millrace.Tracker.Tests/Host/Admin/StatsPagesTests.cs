using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Millrace.Hosting.Admin;
using Millrace.Shards;
using Millrace.Tracker.Host.Metrics;
using Millrace.Tracker.Tests.Host.Answering;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Admin;

public sealed class StatsPagesTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Programs_and_people_read_what_the_tracker_holds_and_did()
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(ShardKind.Auto);
        using TrackerClient client = tracker.Client();
        await client.AnnounceAsync();
        await client.AnnounceAsync(request => request with { Port = 1, Left = 0 });
        await client.ErrorAsync(Requests.Announce(await client.ConnectAsync(), request => request with { Port = 0 }));
        tracker.Time.Advance(TimeSpan.FromMinutes(2));

        using JsonDocument json = JsonDocument.Parse(await PageAsync(tracker, "/stats.json"));
        JsonElement four = json.RootElement.GetProperty("ipv4");
        Assert.Equal(120, json.RootElement.GetProperty("uptimeSeconds").GetDouble());
        Assert.Equal(2, json.RootElement.GetProperty("shards").GetInt32());
        Assert.Equal((1, 1, 1), (four.GetProperty("swarms").GetInt32(), four.GetProperty("seeders").GetInt32(), four.GetProperty("leechers").GetInt32()));
        Assert.Equal(3, four.GetProperty("requests").GetProperty("announce").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("refused").GetProperty("port_zero").GetInt32());
        Assert.Equal(four.GetProperty("bytesInUse").GetInt64() / 2.0, four.GetProperty("bytesPerPeer").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("ipv6").GetProperty("bytesPerPeer").ValueKind);

        string page = await PageAsync(tracker, "/stats");
        Assert.Contains("<tr><td>leechers</td><td>1</td><td>0</td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("Up for 00:02:00 on 2 shards.", page, StringComparison.Ordinal);
        Assert.Equal(AdminPage.Html, tracker.Server.AdminPages[0].ContentType);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_meter_shows_the_same()
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(ShardKind.Auto);
        using TrackerMetrics metrics = new(tracker.Server.Traffic, tracker.Server.Tables);
        using TrackerClient client = tracker.Client();
        await client.AnnounceAsync();

        Dictionary<string, long> seen = Read(metrics);
        Assert.Equal(1, seen["tracker.requests action=connect family=ipv4"]);
        Assert.Equal(1, seen["tracker.requests action=announce family=ipv4"]);
        Assert.Equal(1, seen["tracker.answers action=announce family=ipv4"]);
        Assert.DoesNotContain("tracker.answers action=other family=ipv4", seen.Keys);
        Assert.Equal(0, seen["tracker.refused answered=no reason=connect_rate"]);
        Assert.Equal(0, seen["tracker.refused answered=yes reason=connection_id"]);
        Assert.Equal(TrackerProtocol.RequestHeadBytes + TrackerProtocol.AnnounceBytes, seen["tracker.traffic direction=in family=ipv4"]);
        Assert.Equal(1, seen["tracker.peers family=ipv4 role=leecher"]);
        Assert.Equal(1, seen["tracker.swarms family=ipv4"]);
        Assert.Equal(0, seen["tracker.peers.refused family=ipv6 full=table"]);
        Assert.InRange(seen["tracker.memory family=ipv4 state=used"], 1, seen["tracker.memory family=ipv4 state=reserved"]);
    }

    private static async Task<string> PageAsync(TrackerInTest tracker, string path)
    {
        using MemoryStream body = new();
        await tracker.Server.AdminPages.Single(page => page.Path == path).WriteAsync(new AdminQuery(new Dictionary<string, string>()), body, Stopping);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static Dictionary<string, long> Read(TrackerMetrics metrics)
    {
        Dictionary<string, long> seen = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                // Other tests' trackers have meters of the same name.
                if (metrics.Owns(instrument.Meter))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen[string.Join(' ', new[] { instrument.Name }.Concat(tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}")))] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}
