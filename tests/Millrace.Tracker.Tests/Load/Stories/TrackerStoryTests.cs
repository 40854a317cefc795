using Millrace.Engine.Loads;
using Millrace.Results;
using Millrace.Tracker.Load;

namespace Millrace.Tracker.Tests.Load.Stories;

public sealed class TrackerStoryTests
{
    [Fact]
    public void Every_table_is_there_in_the_order_of_such_results()
    {
        ToldRun run = Ordinary().Tell();
        Assert.Equal(
            ["environment", "configuration", "requests", "breakdown", "latency", "memory", "bottlenecks", "worries", "advice", "fast-enough", "datagrams"],
            run.Story.Tables.Select(table => table.Name));
        Assert.All(run.Story.Tables, table => Assert.All(table.Rows, row => Assert.Equal(table.Columns.Count, row.Count)));
        Assert.All(["requests", "breakdown", "latency", "memory"], name => Assert.Contains("What this means", run.Table(name).Remark, StringComparison.Ordinal));
        Assert.All(run.Story.Invariants.Values, violations => Assert.Equal(0, violations));
    }

    [Fact]
    public void A_good_run_is_called_good()
    {
        ToldRun run = Ordinary().Tell();
        Assert.Equal(["330,000", "-"], run.Row("requests", "Total requests"));
        Assert.Equal(["330,000 (100.00 %)", "good"], run.Row("requests", "Successful"));
        Assert.Equal(["0 (0.00 %)", "good"], run.Row("requests", "Failed"));
        Assert.Equal(["11,000.00", "good"], run.Row("requests", "Requests/second"));
        Assert.Equal(["50.00 MB", "-"], run.Row("memory", "Initial"));
        Assert.Equal(["10.00 MB", "good"], run.Row("memory", "Growth"));
        Assert.Equal("excellent", run.Row("latency", "P95")[1]);
        Assert.Equal("excellent", run.Row("latency", "P99")[1]);
        Assert.Equal("yes", run.Row("fast-enough", "Medium (1,000 to 10,000 users)")[2]);
        Assert.Equal("no: too few requests/second", run.Row("fast-enough", "Large (10,000+ users)")[2]);
        Assert.DoesNotContain(run.Story.Findings, finding => finding.Severity != FindingSeverity.Info);
    }

    [Theory]
    [InlineData(990_000, 900, "good", "good")]
    [InlineData(990_000, 5_000, "acceptable", "acceptable")]
    [InlineData(990_000, 20_000, "poor", "poor")]
    [InlineData(90_000, 10_000, "poor", "critical")]
    public void Shares_of_failures_have_their_status(long ok, long failed, string success, string errors)
    {
        ToldRun run = new ToldRun { Lost = failed }.With("announce", ok, failed, 1).Tell();
        Assert.Equal((success, errors), (run.Row("requests", "Successful")[1], run.Row("requests", "Failed")[1]));
    }

    [Theory]
    [InlineData(0.5, "excellent", "excellent")]
    [InlineData(3, "good", "excellent")]
    [InlineData(7, "acceptable", "excellent")]
    [InlineData(20, "acceptable", "good")]
    [InlineData(60, "poor", "acceptable")]
    [InlineData(150, "critical", "acceptable")]
    [InlineData(250, "critical", "poor")]
    public void The_same_latency_is_judged_by_where_the_tracker_is(double ms, string local, string remote)
    {
        Assert.Equal(local, new ToldRun { Target = "udp://10.0.0.7:6969" }.With("announce", 100, 0, ms).Tell().Row("latency", "P95")[1]);
        ToldRun far = new ToldRun { Target = "udp://203.0.113.7:6969" }.With("announce", 100, 0, ms).Tell();
        Assert.Equal(remote, far.Row("latency", "P95")[1]);
        Assert.Equal(["Remote"], far.Row("environment", "Network"));
        Assert.Equal("- (remote)", far.Row("breakdown", "Announce")[6]);
        Assert.Equal("SEEN", ms > 1 ? far.Row("bottlenecks", "Network I/O")[0] : "SEEN");
    }

    [Fact]
    public void Guides_are_those_of_the_place_and_a_rate_counts_only_where_workers_ask_for_all_there_is()
    {
        string[] near = Names(Ordinary().Tell());
        Assert.Equal(["rate", "successPercent", "errors", "memoryGrowthMiB", "p95", "p99", "connect.meanMs", "announce.meanMs", "scrape.meanMs"], near);
        Assert.Equal(["successPercent", "errors", "memoryGrowthMiB", "p95", "p99"], Names(new ToldRun { Target = "udp://203.0.113.7:6969", Load = new Paced(10) }.With("announce", 10, 0, 1).Tell()));

        static string[] Names(ToldRun run) => [.. run.Story.Guides.Select(guide => guide.Metric)];
    }

    [Theory]
    [InlineData(99, "good")]
    [InlineData(300, "acceptable")]
    [InlineData(600, "concern")]
    [InlineData(2000, "critical")]
    public void Growth_of_memory_has_its_status(long growth, string status)
    {
        ToldRun run = new ToldRun { MemoryMiB = (50, 50 + growth) }.With("announce", 10, 0, 1).Tell();
        Assert.Equal(status, run.Row("memory", "Growth")[1]);
        Assert.Equal(growth > 500 ? "SEEN" : "not seen", run.Row("bottlenecks", "Memory-bound")[0]);
    }

    [Fact]
    public void What_was_not_observed_is_not_judged()
    {
        ToldRun run = new ToldRun { Target = "udp://127.0.0.1:6969", MemoryMiB = null, CpuPercent = null, Second = static _ => (1, 0) }.With("announce", 10, 0, 1).Tell();
        Assert.Equal(["not measured", "-"], run.Row("memory", "Growth"));
        Assert.Equal("cannot be told", run.Row("bottlenecks", "CPU-bound")[0]);
        Assert.Equal("cannot be told", run.Row("worries", "Rate stays flat while CPU < 50 %")[0]);
        Assert.Contains("--label tracker-version", run.Row("environment", "Tracker version")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Each_worry_fires_by_its_own_figures()
    {
        ToldRun errors = new ToldRun { Lost = 2 }.With("announce", 98, 2, 1).Tell();
        Assert.Equal(["SEEN", "2 % of 100 requests", "Clients will retry, increasing load."], errors.Row("worries", "Error rate > 1 %"));

        ToldRun slower = new ToldRun { Second = static second => (1 + second, 60) }.With("announce", 100, 0, 1).Tell();
        Assert.Equal("SEEN", slower.Row("worries", "Latency increases with test duration")[0]);

        ToldRun grows = new ToldRun { Second = static second => (1, 60 + (3 * second)) }.With("announce", 100, 0, 1).Tell();
        Assert.Equal("SEEN", grows.Row("worries", "Memory grows > 100 MB/min")[0]);
        Assert.Contains("+180.0 MB a minute", grows.Row("worries", "Memory grows > 100 MB/min")[1], StringComparison.Ordinal);

        ToldRun busy = new ToldRun { CpuPercent = 95 }.With("announce", 100, 0, 1).Tell();
        Assert.Equal("SEEN", busy.Row("bottlenecks", "CPU-bound")[0]);

        ToldRun tail = new ToldRun().With("announce", 10_000, 0, [.. Enumerable.Repeat(1.0, 97), 30, 30, 30]).Tell();
        Assert.Equal("SEEN", tail.Row("bottlenecks", "Lock contention or pauses")[0]);

        ToldRun lost = new ToldRun { Lost = 1 }.With("announce", 99_999, 1, 1).Tell();
        Assert.Equal("SEEN", lost.Row("bottlenecks", "Receive buffers")[0]);
        Assert.All(new[] { errors, slower, grows, busy, tail, lost }, run => Assert.Contains(run.Story.Findings, finding => finding.Severity == FindingSeverity.Warning));
    }

    [Fact]
    public void The_order_of_operations_is_checked_and_small_differences_are_none()
    {
        Assert.Contains(Ordinary().Tell().Story.Findings, finding => finding.Text.StartsWith("As expected, connect < scrape < announce", StringComparison.Ordinal));
        ToldRun odd = new ToldRun().With("connect", 10, 0, 3).With("scrape", 10, 0, 1).With("announce", 10, 0, 0.98).Tell();
        Assert.Contains(odd.Story.Findings, finding => finding.Text.StartsWith("Expected is connect < scrape < announce in mean latency, but connect took longer", StringComparison.Ordinal));
        Assert.Equal("above range", odd.Row("breakdown", "Connect")[6]);
    }

    [Fact]
    public void A_restart_is_told_with_the_time_that_it_cost()
    {
        var fault = new FaultResult
        {
            Kind = "kill",
            Spec = "kill(restart)@5s",
            Target = "target",
            AtSeconds = 7,
            InjectedAtSeconds = 7,
            RemovedAtSeconds = 8.5,
            DetectMs = 100,
            PropagateMs = 200,
            RecoverFirstMs = 40,
            RecoverLastMs = 3600,
            Errors = 120,
        };
        ToldRun run = new ToldRun { Faults = [fault] }.With("announce", 100, 0, 1).Counted(TrackerCounts.IdsRejected, 17).Tell();
        Assert.Equal(["100", "1.5", "40", "3600", "120", "17", "0"], run.Row("comeback", "kill(restart)@5s"));
        Assert.Contains(run.Story.Findings, finding => finding.Text.Contains("answered again 3.60 s after the new process was there, the first after 40 ms. 17 connection ids", StringComparison.Ordinal));

        Assert.Equal("cannot be told", run.Row("worries", "Latency increases with test duration")[0]);

        ToldRun never = new ToldRun { Faults = [fault with { RecoverLastMs = null }] }.With("announce", 100, 0, 1).Tell();
        Assert.Contains(never.Story.Findings, finding => finding.Severity == FindingSeverity.Problem && finding.Text.Contains("not every worker", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lower_bound_is_marked_and_no_size_is_denied_by_it()
    {
        ToldRun run = new ToldRun { Generator = new() { Verdict = GeneratorVerdict.GeneratorLimited, SaturatedSide = SaturatedSide.Generator } }.With("announce", 60_000, 0, 1).Tell();
        Assert.Equal(">= 2,000.00", run.Row("requests", "Requests/second")[0]);
        Assert.Equal("cannot be told: it was not asked for more", run.Row("fast-enough", "Medium (1,000 to 10,000 users)")[2]);
    }

    [Fact]
    public void Answers_that_our_own_kernel_dropped_are_said() =>
        Assert.Contains(
            new ToldRun().With("announce", 100, 0, 1).Counted(TrackerCounts.OwnDrops, 3).Tell().Story.Findings,
            finding => finding.Severity == FindingSeverity.Warning && finding.Text.Contains("the tracker is not to blame", StringComparison.Ordinal));

    [Fact]
    public void Losses_that_our_own_kernel_explains_do_not_blame_the_receive_buffers()
    {
        ToldRun own = new ToldRun { Lost = 5 }.With("announce", 100, 5, 1).Counted(TrackerCounts.OwnDrops, 3).Counted(TrackerCounts.NotSent, 2).Tell();
        Assert.Equal("not seen", own.Row("bottlenecks", "Receive buffers")[0]);
        Assert.Contains(own.Story.Findings, finding => finding.Text.StartsWith("2 requests were not sent", StringComparison.Ordinal));
        ToldRun more = new ToldRun { Lost = 6 }.With("announce", 100, 6, 1).Counted(TrackerCounts.OwnDrops, 3).Counted(TrackerCounts.NotSent, 2).Tell();
        Assert.Equal("SEEN", more.Row("bottlenecks", "Receive buffers")[0]);
    }

    [Fact]
    public void Each_count_of_datagrams_says_over_what_span()
    {
        ToldRun run = Ordinary().Tell();
        Assert.Equal(["peers in right answers to announces", "measured part"], run.Table("datagrams").Rows.Single(row => row[1].Text!.StartsWith("peers", StringComparison.Ordinal)).Skip(1).Select(cell => cell.Text));
        Assert.Equal(2, run.Table("datagrams").Rows.Count(row => row[2].Text == "measured part"));
    }

    [Fact]
    public void A_flat_rate_is_left_to_a_sweep_and_processors_that_are_not_known_to_nobody()
    {
        ToldRun idle = new ToldRun { CpuPercent = 30, Generator = new() { SaturatedSide = SaturatedSide.Neither } }.With("announce", 100, 0, 1).Tell();
        Assert.Equal("cannot be told", idle.Row("worries", "Rate stays flat while CPU < 50 %")[0]);

        ToldRun anywhere = new ToldRun { CpuPercent = 190, TargetCpus = null }.With("announce", 100, 0, 1).Tell();
        Assert.Equal("cannot be told", anywhere.Row("bottlenecks", "CPU-bound")[0]);
        Assert.Contains("--target-cpus", anywhere.Row("bottlenecks", "CPU-bound")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_without_peers_are_warned_of()
    {
        ToldRun none = new ToldRun().With("announce", 100, 0, 1).Tell();
        Assert.Equal("0", none.Row("breakdown", "Announce")[7]);
        Assert.Contains(none.Story.Findings, finding => finding.Severity == FindingSeverity.Warning && finding.Text.StartsWith("No answer had a peer", StringComparison.Ordinal));
        ToldRun some = new ToldRun().With("announce", 100, 0, 1).Counted(TrackerCounts.Peers, 2_450).Tell();
        Assert.Equal("24.5", some.Row("breakdown", "Announce")[7]);
        Assert.DoesNotContain(some.Story.Findings, finding => finding.Text.StartsWith("No answer had a peer", StringComparison.Ordinal));
    }

    [Fact]
    public void An_operation_that_was_not_measured_is_not_checked()
    {
        ToldRun run = new ToldRun().With("scrape", 10, 0, 0.4).With("announce", 10, 0, 0.6).Tell();
        Assert.Equal("not checked: no connect was measured", run.Row("breakdown", "Connect")[6]);
        Assert.Contains(run.Story.Findings, finding => finding.Text.EndsWith("Not checked: no connect was measured.", StringComparison.Ordinal));
    }

    private static ToldRun Ordinary() => new ToldRun().Counted(TrackerCounts.Peers, 264_000).With("connect", 1_000, 0, 0.3).With("scrape", 65_000, 0, 0.4).With("announce", 264_000, 0, 0.6);
}
