using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Millrace.Results;
using Xunit;

namespace Millrace.Reports.Tests.Html;

public sealed class SuitePageTests
{
    private static readonly SuiteFile Suite = new()
    {
        System = "gateway",
        Kind = SuiteKind.Profiles,
        StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero),
        DurationSeconds = 130,
        Outcome = VerdictOutcome.Fail,
        Runs =
        [
            SuiteRun.From("baseline", SampleRuns.Baseline),
            SuiteRun.From("stress", SampleRuns.TargetDied with { Profile = "stress", Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited } }),
        ],
        Invariants = new Dictionary<string, long> { ["deadlocks"] = 0, ["lost frames"] = 2 },
        Charts = [new ResultChart { Name = "rates", Title = "Rate by profile", Axis = "per second", Labels = ["baseline", "stress"], Series = [new ChartSeries("ok", [1000, null])] }],
    };

    [Fact]
    public void Every_run_has_a_card_with_its_verdict_and_figures_that_leads_to_its_page()
    {
        IHtmlDocument page = HtmlPage.Parse(HtmlReport.Render(Suite, _ => null));

        IElement[] cards = [.. page.QuerySelectorAll(".card")];
        Assert.Equal(["baseline/report.html", "stress/report.html"], cards.Select(card => card.QuerySelector("h3 a")!.GetAttribute("href")));
        Assert.Contains("1,000/s answered rightly", cards[0].Words(), StringComparison.Ordinal);
        Assert.Contains(">= 1,000/s", cards[1].Words(), StringComparison.Ordinal);
        Assert.Contains("target died", cards[1].Words(), StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("svg.spark"));
        Assert.Contains("1 of 2 runs did not reach their end", page.QuerySelector(".banner.warning")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_that_can_be_read_has_a_curve_of_its_measured_part_on_its_card()
    {
        RunFile run = SampleRuns.Baseline with { Series = [.. Enumerable.Range(0, 500).Select(second => new SeriesPoint { AtSeconds = second, Phase = second < 5 ? "connect" : "steady", OkPerSecond = second })] };

        IElement curve = Assert.Single(HtmlPage.Parse(HtmlReport.Render(Suite, folder => folder == "baseline" ? run : null)).QuerySelectorAll("svg.spark"));

        Assert.Contains("at most 49", curve.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.InRange(curve.QuerySelector("path.line")!.GetAttribute("d")!.Split('L').Length, 90, 120);
    }

    [Fact]
    public void Tables_health_and_charts_of_the_suite_are_on_its_page()
    {
        IHtmlDocument page = HtmlPage.Parse(HtmlReport.Render(Suite, _ => null));

        Assert.Contains("deadlocks: 0 holds", page.QuerySelector(".ticks .good")!.Words(), StringComparison.Ordinal);
        Assert.Contains("lost frames: 2 does not hold", page.QuerySelector(".ticks .bad")!.Words(), StringComparison.Ordinal);
        Assert.Equal("100", page.QuerySelector(".bars rect")!.GetAttribute("width"));
        Assert.Equal("baseline/report.html", page.QuerySelector(".wide td a")!.GetAttribute("href"));
        Assert.DoesNotContain("xychart", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Suite_over_systems_has_a_block_for_each_system()
    {
        IHtmlDocument page = HtmlPage.Parse(HtmlReport.Render(Suite with { System = "all", Kind = SuiteKind.Systems, Runs = [.. Suite.Runs.Select((run, at) => run with { System = at == 0 ? "gateway" : "tracker" })] }, _ => null));

        Assert.Equal(["gateway", "tracker"], page.QuerySelectorAll(".card h3 a").Select(link => link.Words()));
    }

    [Fact]
    public void Sweep_shows_how_rate_and_latency_grow_with_the_clients()
    {
        SuiteRun small = Suite.Runs[0] with { Clients = 10, RatePerSecond = 100, P95Ms = 1, TargetCores = 1 };

        JsonElement[] charts = Charts(HtmlReport.Render(Suite with { Kind = SuiteKind.Sweep, Runs = [small, small with { Clients = 100, RatePerSecond = 900 }, small with { TargetCores = 2 }] }, _ => null));

        Assert.Equal(["sweep-rate", "sweep-p95"], charts.Select(chart => chart.GetProperty("id").GetString()));
        Assert.Equal(["1 core", "2 cores"], charts[0].GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("name").GetString()));
        Assert.Equal([10, 100], charts[0].GetProperty("x").EnumerateArray().Select(x => x.GetInt32()));
        Assert.Equal([100, 900], charts[0].GetProperty("lines")[0].GetProperty("y").EnumerateArray().Select(y => y.GetInt32()));
    }

    [Fact]
    public void Capacity_is_a_knee_curve_with_its_limit_and_a_sign_for_each_outcome()
    {
        string html = HtmlReport.Render(Suite with { Kind = SuiteKind.Capacity, Capacity = Capacity }, _ => null);

        JsonElement latency = Charts(html)[0];
        Assert.Equal([100, 200, 400], latency.GetProperty("x").EnumerateArray().Select(x => x.GetInt32()));
        JsonElement limit = Assert.Single(latency.GetProperty("limits").EnumerateArray());
        Assert.Equal(50, limit.GetProperty("value").GetDouble());
        Assert.Equal(["p50", "p99", "met the objective", "missed it"], latency.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("name").GetString()));
        Assert.Equal("holds 200/s with p99<50ms, loss=0", HtmlPage.Parse(html).QuerySelector(".tile")!.Words());
    }

    [Fact]
    public void Knee_of_the_page_is_that_of_every_other_format_without_runs_that_say_nothing()
    {
        CapacityResult capacity = Capacity with
        {
            Steps = [.. Capacity.Steps, Capacity.Steps[2] with { P99Ms = 11 }, Capacity.Steps[2] with { Outcome = CapacityOutcome.Unclear, P99Ms = 7_000 }, Capacity.Steps[1] with { Load = 800, Outcome = CapacityOutcome.GeneratorLimited }],
        };

        JsonElement latency = Charts(HtmlReport.Render(Suite with { Kind = SuiteKind.Capacity, Capacity = capacity }, _ => null))[0];

        Assert.Equal([100, 200, 400], latency.GetProperty("x").EnumerateArray().Select(x => x.GetInt32()));
        Assert.Equal(CapacityReport.Charts(capacity)[0].Series[2].Values, latency.GetProperty("lines")[1].GetProperty("y").EnumerateArray().Select(value => (double?)value.GetDouble()));
    }

    [Fact]
    public void Steps_of_a_search_lead_to_their_pages()
    {
        IHtmlDocument page = HtmlPage.Parse(HtmlReport.Render(Suite with { Kind = SuiteKind.Capacity, Capacity = Capacity }, _ => null));

        Assert.Contains(page.QuerySelectorAll("td a"), link => link.GetAttribute("href") == "b/report.html" && link.TextContent == "b");
        Assert.DoesNotContain("](", page.Body!.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Limit_without_end_is_no_line() => Assert.Empty(
        Charts(HtmlReport.Render(Suite with { Kind = SuiteKind.Capacity, Capacity = Capacity with { Slo = $"p99<{new string('9', 400)}ms" } }, _ => null))[0].GetProperty("limits").EnumerateArray());

    [Fact]
    public void Capacity_that_the_generator_bounded_is_at_least_what_was_seen()
    {
        IHtmlDocument page = HtmlPage.Parse(HtmlReport.Render(Suite with { Kind = SuiteKind.Capacity, Capacity = Capacity with { Missed = null, GeneratorLimited = true } }, _ => null));

        Assert.Equal(">= 200/s", page.QuerySelector(".tile dd")!.Words());
    }

    [Fact]
    public void History_is_a_page_too_with_a_section_for_each_group()
    {
        HistoryFile history = HistoryFile.Of([("a", SampleRuns.Baseline), ("b</script>", SampleRuns.Baseline)], ["c: no run"]);

        IHtmlDocument page = HtmlPage.Parse(HtmlReport.Render(history));

        Assert.StartsWith("History of 2 runs", page.QuerySelector("h1")!.Words(), StringComparison.Ordinal);
        Assert.NotEmpty(page.QuerySelectorAll("main > section table"));
        Assert.Equal("a/report.html", page.QuerySelector("td a")!.GetAttribute("href"));
        Assert.Equal(3, page.QuerySelectorAll("script").Length);
    }

    private static CapacityResult Capacity => new()
    {
        Slo = "p99<50ms, loss=0",
        Axis = "rate",
        Sustained = 200,
        Missed = 400,
        Ended = "The bounds are within 5 % of each other.",
        Steps =
        [
            new CapacityStep { Folder = "a", Load = 100, AchievedPerSecond = 100, P50Ms = 1, P99Ms = 5, Outcome = CapacityOutcome.Met },
            new CapacityStep { Folder = "b", Load = 400, AchievedPerSecond = 310, P50Ms = 80, P99Ms = 900, Outcome = CapacityOutcome.Missed, Reason = "p99 was 900 ms" },
            new CapacityStep { Folder = "c", Load = 200, AchievedPerSecond = 200, P50Ms = 2, P99Ms = 9, Outcome = CapacityOutcome.Met },
        ],
    };

    private static JsonElement[] Charts(string html) => [.. JsonDocument.Parse(HtmlPage.Parse(html).GetElementById("data")!.TextContent).RootElement.GetProperty("charts").EnumerateArray()];
}
