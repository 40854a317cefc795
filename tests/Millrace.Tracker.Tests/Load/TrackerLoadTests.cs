using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Tracker.Wire;
using static Millrace.Tracker.Tests.Load.LoadInTest;

namespace Millrace.Tracker.Tests.Load;

/// <summary>The workers against a small tracker that answers rightly: what they ask, and what a run says of it.</summary>
public sealed class TrackerLoadTests
{
    [Theory]
    [InlineData("closed", "own", false)]
    [InlineData("closed", "uniform:7", false)]
    [InlineData("closed", "zipf:20:1.2", false)]
    [InlineData("closed", "uniform:7", true)]
    [InlineData("paced", "uniform:7", false)]
    public async Task Every_answer_is_checked_and_none_is_missed(string mode, string swarms, bool isIPv6)
    {
        await using ScriptedTracker tracker = ScriptedTracker.Start(isIPv6: isIPv6);
        Scenario scenario = Short(tracker.Url, 9, ("swarms", swarms), ("mix", "announce=6,scrape=3,connect=1"), ("scrape-hashes", "3")).WithMode(mode);
        RunFile run = await RunAsync(scenario.Load is Paced ? scenario with { Load = new Paced(100) } : scenario, tracker, 500);

        Assert.Equal(VerdictOutcome.Partial, run.Verdict.Outcome); // interrupted, and nothing else
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((run.Accounting.Sent, 0, 0), (run.Accounting.Ok, run.Accounting.Lost, run.Accounting.Corrupted));
        Assert.All(["connect", "announce", "scrape"], operation => Assert.True(run.Operations[operation].Ok > 0, $"no {operation}"));
        Assert.Equal(5, run.Invariants.Count(invariant => invariant.Key is "answers-have-the-right-action" or "answers-have-the-right-size" or "no-more-peers-than-asked-for" or "peers-belong-to-the-swarm" or "intervals-are-above-zero"));
        Assert.All(run.Invariants.Values, violations => Assert.Equal(0, violations));
    }

    [Fact]
    public async Task A_worker_says_once_that_it_starts_and_in_the_end_that_it_stops()
    {
        await using ScriptedTracker tracker = ScriptedTracker.Start();
        await RunAsync(Short(tracker.Url, 2, ("hashes", "3"), ("seeders", "0.5")), tracker);
        await Testing.Eventually.TrueAsync(() => tracker.Asked.Count(asked => Is(asked, AnnounceEvent.Stopped)) == 6, "the goodbye of both workers in each of three swarms");

        AnnounceRequest[] announces = [.. tracker.Asked.Where(asked => asked.Head.Action == TrackerAction.Announce).Select(asked => asked.Announce)];
        Assert.Equal(6, announces.Count(announce => announce.Event == AnnounceEvent.Started));
        Assert.Equal(6, announces.Select(announce => announce.InfoHash).Distinct().Count());
        Assert.All(announces.GroupBy(announce => announce.InfoHash), swarm => Assert.Equal(AnnounceEvent.Started, swarm.First().Event));
        Assert.All(announces.GroupBy(announce => announce.InfoHash), swarm => Assert.Single(swarm.Select(announce => (announce.Port, announce.Left)).Distinct()));
        Assert.All(announces, announce => Assert.Equal((50, 0u), (announce.Wanted, announce.Address)));
    }

    [Fact]
    public async Task Announces_carry_the_path_that_was_asked_for()
    {
        await using ScriptedTracker tracker = ScriptedTracker.Start();
        RunFile run = await RunAsync(Short(tracker.Url, 1, ("path", "/announce?passkey=0123456789")), tracker);

        Assert.True(run.Operations["announce"].Ok > 0);
        byte[] url = new byte[100];
        byte[] announce = tracker.Asked.First(asked => asked.Head.Action == TrackerAction.Announce).Bytes;
        Assert.Equal("/announce?passkey=0123456789", System.Text.Encoding.ASCII.GetString(url, 0, UrlData.Read(announce.AsSpan(TrackerProtocol.AnnounceBytes), url)));
    }

    [Fact]
    public async Task The_hashes_of_a_run_are_written_where_asked_for()
    {
        await using ScriptedTracker tracker = ScriptedTracker.Start();
        using var folder = new Testing.TempFolder();
        string file = Path.Combine(folder.Path, "hashes");
        await RunAsync(Short(tracker.Url, 3, ("hash-list", file)), tracker);

        string[] listed = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(15, listed.Distinct().Count());
        Assert.All(tracker.Asked.Where(asked => asked.Head.Action == TrackerAction.Announce), asked => Assert.Contains(asked.Announce.InfoHash.ToString(), listed));
    }

    [Theory]
    [InlineData("true", "256", 12)]
    [InlineData("false", "256", 12)]
    [InlineData("false", "3", 3)]
    public async Task Workers_share_sockets_or_have_their_own(string own, string sockets, int most)
    {
        await using ScriptedTracker tracker = ScriptedTracker.Start();
        RunFile run = await RunAsync(Short(tracker.Url, 12, ("socket-per-worker", own), ("sockets", sockets)), tracker);

        int ports = tracker.Asked.Select(asked => asked.From.Port).Distinct().Count();
        Assert.True(ports <= most * run.Parameters.GeneratorShards && ports >= most, $"{ports} sockets");
        Assert.Equal(VerdictOutcome.Partial, run.Verdict.Outcome); // interrupted, and nothing else
    }

    [Fact]
    public async Task An_old_id_is_renewed()
    {
        await using ScriptedTracker tracker = ScriptedTracker.Start();
        RunFile run = await RunAsync(Short(tracker.Url, 1, ("id-age", "1ms")), tracker);

        Assert.Equal(VerdictOutcome.Partial, run.Verdict.Outcome); // interrupted, and nothing else
        Assert.True(run.Operations["connect"].Ok > 1);
        Assert.Empty(run.Operations["announce"].Errors);
    }

    [Theory]
    [InlineData(2, "256")]
    [InlineData(4, "1")]
    public async Task A_port_where_nobody_listens_is_refused_and_the_report_says_so(int workers, string sockets)
    {
        using DeadPort nobody = new();
        RunFile run = await Lab.RunAsync(Short(nobody.Url, workers, ("sockets", sockets)) with { Duration = TimeSpan.FromSeconds(2) }, SilentProgress.Instance, TestContext.Current.CancellationToken);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((0, 0), (run.Accounting.Ok, run.Accounting.Lost));
        Assert.True(run.Operations["connect"].Errors["refused"] >= workers);
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("Nothing at udp://", StringComparison.Ordinal));
        Assert.Equal(1, run.Tables.Count(table => table.Name == "requests"));
    }

    private static bool Is(AskedRequest asked, AnnounceEvent what) => asked.Head.Action == TrackerAction.Announce && asked.Announce.Event == what;
}
