using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Reports.Tests;

public sealed class ReportTests
{
    private static readonly SuiteFile Suite = new()
    {
        System = "gateway",
        StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero),
        DurationSeconds = 130,
        Outcome = VerdictOutcome.Fail,
        Runs =
        [
            SuiteRun.From("baseline", SampleRuns.Baseline),
            SuiteRun.From("stress", SampleRuns.TargetDied with { Profile = "stress", Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited } }),
        ],
    };

    private static GeneratorResult Limited => new() { Verdict = GeneratorVerdict.GeneratorLimited, Reasons = ["it used 99 % of its cores"] };

    [Fact]
    public void Markdown_of_a_run_with_everything_in_it() => Snapshot.Match("baseline.md", MarkdownReport.Render(SampleRuns.Baseline));

    [Fact]
    public void Markdown_of_a_run_with_almost_nothing_in_it() => Snapshot.Match("minimal.md", MarkdownReport.Render(SampleRuns.Minimal));

    [Fact]
    public void Text_of_a_run_fits_on_a_screen()
    {
        string text = TextReport.Render(SampleRuns.Baseline);

        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 160, line));
        Snapshot.Match("baseline.txt", text);
    }

    [Fact]
    public void Run_whose_target_died_says_when_how_and_what_was_lost()
    {
        string page = MarkdownReport.Render(SampleRuns.TargetDied);

        Assert.Contains("TARGET DIED 4.20 s into the run: killed by SIGKILL (exit code 137)", page, StringComparison.Ordinal);
        Assert.Contains("no memory", page, StringComparison.Ordinal);
        Assert.Contains("indefinite (connection broke before the answer) |", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_file_of_a_killed_lab_is_called_incomplete_and_its_open_account_is_no_accusation()
    {
        string page = MarkdownReport.Render(SampleRuns.Killed);

        Assert.Contains("**INCOMPLETE: ", page, StringComparison.Ordinal);
        Assert.Contains("it covers the first 2.00 s", page, StringComparison.Ordinal);
        Assert.Contains("BROKEN by 20", page, StringComparison.Ordinal);
        Assert.Contains("the account is open", page, StringComparison.Ordinal);
        Assert.DoesNotContain("must not be trusted", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Account_that_does_not_close_after_a_whole_run_is_an_accusation()
    {
        RunFile run = SampleRuns.Baseline with { Accounting = SampleRuns.Baseline.Accounting with { Lost = 0 } };

        Assert.Contains("must not be trusted", MarkdownReport.Render(run), StringComparison.Ordinal);
        Assert.Contains("BROKEN by 3", TextReport.Render(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Generator_limited_rate_is_a_lower_bound_in_every_format()
    {
        RunFile run = SampleRuns.Baseline with { Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited, Reasons = ["it used 99 % of its cores"] } };

        Assert.Contains(">= 1,000/s", MarkdownReport.Render(run), StringComparison.Ordinal);
        Assert.Contains(">= 1,000/s", TextReport.VerdictLine(run), StringComparison.Ordinal);
        Assert.Contains(">= 1,000", SuiteReport.Render(Suite), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rate_of_a_generator_limited_run_is_marked()
    {
        string page = MarkdownReport.Render(SampleRuns.Baseline with { Generator = Limited });

        string[] rates = [.. page.Split('\n').Where(line => line.StartsWith("| steady ", StringComparison.Ordinal) || line.StartsWith("|   1.00 | steady ", StringComparison.Ordinal) || line.Contains("| pingpong |", StringComparison.Ordinal))];
        Assert.Equal(3, rates.Length);
        Assert.All(rates, line => Assert.Contains(">= 1,00", line, StringComparison.Ordinal));
        Assert.DoesNotContain(">= 1,00", MarkdownReport.Render(SampleRuns.Baseline), StringComparison.Ordinal);
    }

    [Fact]
    public void Loss_of_a_target_that_died_shows_in_a_suite() => Assert.Equal(50, SuiteRun.From("x", SampleRuns.TargetDied).Loss);

    [Fact]
    public void Runtime_that_was_not_measured_is_said_with_its_reason()
    {
        TargetResult target = SampleRuns.Baseline.Target with { RuntimeProblem = "process 4242 has no .NET diagnostics port" };

        Assert.Contains("runtime was not measured: process 4242 has no .NET diagnostics port.", MarkdownReport.Render(SampleRuns.Baseline with { Target = target }), StringComparison.Ordinal);
    }

    [Fact]
    public void Headline_merges_the_histograms_of_operations()
    {
        OperationResult fast = new() { Ok = 99, RatePerSecond = 99, Response = LatencySummary.From(SampleRuns.Spread(99, 1000, 0)) };
        OperationResult slow = new() { Ok = 1, RatePerSecond = 1, Response = LatencySummary.From(SampleRuns.Spread(1, 9000, 0)) };
        RunFile run = SampleRuns.Minimal with { Operations = new Dictionary<string, OperationResult> { ["a"] = fast, ["b"] = slow } };

        Headline headline = Headline.Of(run);

        Assert.Equal(100, headline.RatePerSecond);
        Assert.Equal(1.0, headline.Response!.P50Ms, 2);
        Assert.Equal(9.0, headline.Response.MaxMs, 2);
    }

    [Fact]
    public void Suite_with_a_story_has_its_environment_tables_charts_and_health_check()
    {
        SuiteFile suite = Suite with
        {
            Environment = SampleRuns.Baseline.Environment,
            Fingerprint = "0123456789abcdef",
            Tables =
            [
                new ResultTable
                {
                    Name = "throughput", Title = "Publish throughput", Columns = [new TableColumn("Configuration"), new TableColumn("Messages"), new TableColumn("Throughput", "msg/s")],
                    Rows = [["10 tasks x 100", 1000, 64_000], ["900 tasks x 10", 9000, 41_500.5]],
                },
            ],
            Charts =
            [
                new ResultChart { Name = "rate", Title = "Throughput by \"tasks\"", Axis = "messages per second", Labels = ["10", "100", "900"], Series = [new("ours", [64_000, null, 41_500.5])] },
                new ResultChart { Name = "times", Title = "Percentiles", Axis = "ms", Labels = ["10", "100"], Series = [new("p50", [0.4, 3.25]), new("p99", [3.2, 12]), new("p999", [null, 20])] },
                new ResultChart { Name = "none", Title = "Nothing measured", Axis = "ms", Labels = ["10"], Series = [new("p50", [null])] },
            ],
            Invariants = new Dictionary<string, long> { ["Deadlocks"] = 0, ["Lost frames"] = 2 },
        };

        Snapshot.Match("suite-story.md", SuiteReport.Render(suite));
        Assert.DoesNotContain("mermaid", SuiteReport.RenderText(suite), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_through_a_proxy_says_so_and_what_the_proxy_adds()
    {
        RunFile run = SampleRuns.Baseline with
        {
            Proxy = new ProxyResult
            {
                Address = "127.0.0.1:40124",
                Transport = "tcp",
                Cpus = "0",
                CpuPercentMean = 25,
                Cost = new ProxyCost { RoundTrips = 500, MessageBytes = 64, DirectP50Ms = 0.02, DirectP99Ms = 0.05, ThroughP50Ms = 0.06, ThroughP99Ms = 0.15 },
            },
        };

        string page = MarkdownReport.Render(run);
        Assert.Contains("## Fault proxy\n\nClients reached the target through Millrace's fault proxy (TCP, 127.0.0.1:40124), a process of its own on processors 0, where it used 0.250 cores on average.", page, StringComparison.Ordinal);
        Assert.Contains("| 0.020 ms |          0.060 ms | 0.040 ms |", page, StringComparison.Ordinal);
        Assert.Contains("fault proxy in the path: idle, it adds 0.040 ms to a round trip's p50 of 0.020 ms", TextReport.Render(run), StringComparison.Ordinal);
        Assert.Contains("**The proxy killed by SIGKILL before the run was over", MarkdownReport.Render(run with { Proxy = run.Proxy! with { Exit = "killed by SIGKILL" } }), StringComparison.Ordinal);
        Assert.DoesNotContain("Fault proxy", MarkdownReport.Render(SampleRuns.Baseline), StringComparison.Ordinal);
    }

    [Fact]
    public void Suite_has_a_line_for_each_run() => Snapshot.Match("suite.md", SuiteReport.Render(Suite));

    [Fact]
    public void Json_reads_back_as_the_same_run() =>
        Assert.Equal(JsonReport.Render(SampleRuns.Baseline), JsonReport.Render(RunJson.Deserialize(JsonReport.Render(SampleRuns.Baseline))));
}
