using System.Text.Json;
using AngleSharp.Html.Dom;
using Millrace.Results;
using Xunit;

namespace Millrace.Reports.Tests.Html;

public sealed class RunPageTests
{
    private static readonly string[] InOrder = ["loss=0 was not met: 3 messages", "answered rightly 1,000/s", "response p99", "Generator \u2713 valid", "Throughput", "Operations"];
    private static readonly IHtmlDocument Whole = HtmlPage.Parse(HtmlReport.Render(SampleRuns.Baseline));

    [Fact]
    public void Verdict_its_reasons_the_headline_and_the_generator_come_before_everything_else()
    {
        string words = Whole.QuerySelector("main")!.Words();

        Assert.Equal("gateway baseline \u2715 FAIL", Whole.QuerySelector("h1")!.Words());
        int[] places = [.. InOrder.Select(part => words.IndexOf(part, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Contents_lead_to_every_section_and_each_has_a_heading_of_its_own()
    {
        string[] ids = [.. Whole.QuerySelectorAll("main > section[id]").Select(section => section.Id!)];

        Assert.Equal(ids, Whole.QuerySelectorAll("nav.contents a").Select(link => link.GetAttribute("href")![1..]));
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(Whole.QuerySelectorAll("main > section"), section => Assert.NotNull(Whole.GetElementById(section.GetAttribute("aria-labelledby")!)));
        Assert.Single(Whole.QuerySelectorAll("h1"));
        Assert.Equal(
            ["Over time", "Latency distribution", "Operations", "Errors by kind", "Resources", "Where every message went", "Faults", "Thresholds", "Invariants", "Status guides", "Results summary"],
            Whole.QuerySelectorAll("main > section[id] > h2").Select(heading => heading.Words()).Take(11));
    }

    [Fact]
    public void Everything_that_the_markdown_page_says_in_a_table_is_on_the_page_too()
    {
        string words = Whole.QuerySelector("main")!.Words();

        foreach (string cell in MarkdownReport.Render(SampleRuns.Baseline).Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).SelectMany(line => line.Trim('|').Split(" | ")))
        {
            string plain = cell.Trim().Replace("\\|", "|", StringComparison.Ordinal);
            Assert.True(plain.StartsWith("--", StringComparison.Ordinal) || words.Contains(plain, StringComparison.Ordinal) || plain.Contains("headline", StringComparison.Ordinal)
                || plain.StartsWith("response time p", StringComparison.Ordinal) || plain.StartsWith("response time max", StringComparison.Ordinal) || plain.StartsWith("service time p99", StringComparison.Ordinal)
                || plain is "value" or "indefinite (connection broke before the answer)" or "dropped (not started in time)" or "3 of 12,006 (0.025 %)", plain);
        }
    }

    [Fact]
    public void Tables_have_heads_that_name_their_columns_and_rows()
    {
        Assert.All(Whole.QuerySelectorAll("thead th"), head => Assert.Equal("col", head.GetAttribute("scope")));
        Assert.All(Whole.QuerySelectorAll(".wide tbody tr"), row => Assert.Equal("row", row.FirstElementChild!.GetAttribute("scope")));
        Assert.All(Whole.QuerySelectorAll(".wide"), box => Assert.NotNull(box.GetAttribute("aria-label")));
    }

    [Fact]
    public void Charts_have_a_place_a_name_with_a_unit_and_words_for_those_who_cannot_see_them()
    {
        string[] ids = [.. Data(Whole).GetProperty("charts").EnumerateArray().Select(chart => chart.GetProperty("id").GetString()!)];

        Assert.Equal(ids, Whole.QuerySelectorAll(".plot").Select(plot => plot.GetAttribute("data-chart")!));
        Assert.Contains("throughput", ids);
        Assert.Contains("distribution", ids);
        Assert.All(Whole.QuerySelectorAll(".plot"), plot => Assert.StartsWith("Line chart: ", plot.GetAttribute("data-say"), StringComparison.Ordinal));
        Assert.All(Whole.QuerySelectorAll("figure.chart .unit"), unit => Assert.NotEmpty(unit.Words()));
        Assert.Contains("answered rightly: 980/s to 1,001/s", Whole.QuerySelector("[data-chart=throughput]")!.GetAttribute("data-say"), StringComparison.Ordinal);
    }

    [Fact]
    public void Data_holds_phases_and_the_faults_that_were_injected()
    {
        JsonElement data = Data(Whole);

        Assert.Equal(["connect", "warm-up", "steady"], data.GetProperty("phases").EnumerateArray().Select(phase => phase.GetProperty("name").GetString()));
        JsonElement fault = Assert.Single(data.GetProperty("faults").EnumerateArray());
        Assert.Equal(7.001, fault.GetProperty("from").GetDouble());
        Assert.Equal(10.002, fault.GetProperty("to").GetDouble());
    }

    [Fact]
    public void Distribution_ends_at_the_largest_time_and_never_falls()
    {
        JsonElement lines = Data(Whole).GetProperty("charts").EnumerateArray().Single(chart => chart.GetProperty("id").GetString() == "distribution").GetProperty("lines");

        double[] response = [.. lines[0].GetProperty("y").EnumerateArray().Where(value => value.ValueKind == JsonValueKind.Number).Select(value => value.GetDouble())];
        Assert.Equal(["response time", "service time"], lines.EnumerateArray().Select(line => line.GetProperty("name").GetString()));
        Assert.Equal(response.Order(), response);
        Assert.Equal(30.12, response[^1], 0.01);
    }

    [Fact]
    public void Account_shows_its_three_identities_and_what_breaks_one()
    {
        IHtmlDocument broken = HtmlPage.Parse(HtmlReport.Render(SampleRuns.Baseline with { Accounting = SampleRuns.Baseline.Accounting with { Lost = 0 } }));

        Assert.Equal(3, Whole.QuerySelectorAll(".sum .badge.good").Length);
        Assert.Equal("due 12,008 = sent 12,006 + dropped 2 \u2713 holds", Whole.QuerySelector(".sum")!.Words());
        Assert.Contains("BROKEN by 3", broken.QuerySelector(".sum .badge.bad")!.Words(), StringComparison.Ordinal);
        Assert.Contains("must not be trusted", broken.QuerySelector(".banner.warning")!.Words(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunEnding.Interrupted, "INTERRUPTED")]
    [InlineData(RunEnding.Crashed, "INCOMPLETE")]
    [InlineData(RunEnding.Running, "INCOMPLETE")]
    [InlineData(RunEnding.TargetDied, "TARGET DIED")]
    public void Run_that_did_not_reach_its_end_says_so_above_its_figures(RunEnding ending, string word)
    {
        IHtmlDocument page = HtmlPage.Parse(HtmlReport.Render(SampleRuns.TargetDied with { Verdict = SampleRuns.TargetDied.Verdict with { Ending = ending } }));

        Assert.StartsWith(word, page.QuerySelector("header .banner.warning span:last-child")!.Words(), StringComparison.Ordinal);
        Assert.Contains("no memory", page.QuerySelector(".words pre")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_that_the_generator_limited_are_lower_bounds_and_a_banner_says_so()
    {
        RunFile run = SampleRuns.Baseline with { Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited, Reasons = ["it used 99 % of its cores"] } };
        IHtmlDocument page = HtmlPage.Parse(HtmlReport.Render(run));

        Assert.Equal(">= 1,000/s", page.QuerySelector(".tile dd")!.Words());
        Assert.Contains("lower bounds", page.QuerySelector("header .banner")!.Words(), StringComparison.Ordinal);
        Assert.Contains("it used 99 % of its cores", page.QuerySelector(".health")!.Words(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_with_almost_nothing_in_it_has_a_page()
    {
        IHtmlDocument page = HtmlPage.Parse(HtmlReport.Render(SampleRuns.Minimal));

        Assert.Contains("NOT MEASURED", page.QuerySelector("h1")!.Words(), StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll(".plot"));
    }

    [Fact]
    public void A_page_of_an_hour_is_small()
    {
        string page = HtmlReport.Render(LongRun.Build());

        Assert.True(page.Length < 1_500_000, $"{page.Length} characters");
        Assert.Equal(1800, Data(HtmlPage.Parse(page)).GetProperty("times").GetArrayLength());
    }

    private static JsonElement Data(IHtmlDocument page) => JsonDocument.Parse(page.GetElementById("data")!.TextContent).RootElement;
}
