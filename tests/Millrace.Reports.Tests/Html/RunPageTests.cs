using System.Text.Json;
using AngleSharp.Html.Dom;
using Millrace.Reports.Html;
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
    public void Table_of_a_system_that_is_called_as_a_section_of_ours_is_there_beside_it()
    {
        RunFile run = SampleRuns.Baseline with
        {
            Tables =
            [
                new ResultTable { Name = "a", Title = "Where every message went", Columns = [new TableColumn("part")], Rows = [[new TableCell("a stranger's account")]] },
                new ResultTable { Name = "b", Title = "Parameters", Columns = [new TableColumn("part")], Rows = [[new TableCell("a stranger's parameter")]] },
            ],
        };
        IHtmlDocument page = HtmlPage.Parse(HtmlReport.Render(run));
        string[] ids = [.. page.QuerySelectorAll("main > section[id]").Select(section => section.Id!)];

        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(2, page.QuerySelectorAll("main > section > h2").Count(heading => heading.Words() == "Parameters"));
        Assert.Contains("a stranger's account", page.QuerySelector("main")!.Words(), StringComparison.Ordinal);
        Assert.Contains("Clients", page.QuerySelectorAll("main > section").Last(section => section.QuerySelector("h2")!.Words() == "Parameters").Words(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Points_that_are_out_of_order_or_there_twice_are_drawn_once_and_in_order()
    {
        SeriesPoint[] good = [.. Enumerable.Range(0, 4).Select(at => new SeriesPoint { AtSeconds = at, Phase = "steady", OkPerSecond = at })];
        RunFile run = SampleRuns.Baseline with { Series = [good[2], good[0], good[3], good[0], good[1], good[1] with { AtSeconds = double.PositiveInfinity }] };

        using JsonDocument data = JsonDocument.Parse(HtmlPage.Parse(HtmlReport.Render(run)).GetElementById("data")!.TextContent);

        Assert.Equal([0.5, 1.5, 2.5, 3.5], data.RootElement.GetProperty("times").EnumerateArray().Select(time => time.GetDouble()));
        Assert.Equal([0, 1, 2, 3], data.RootElement.GetProperty("charts")[0].GetProperty("lines")[0].GetProperty("y").EnumerateArray().Select(value => value.GetDouble()));
    }

    [Fact]
    public void Run_that_was_aborted_says_so_in_its_banner()
    {
        RunFile run = SampleRuns.Baseline with { Verdict = SampleRuns.Baseline.Verdict with { Ending = RunEnding.Aborted } };

        Assert.StartsWith("! ABORTED: a threshold that aborts was missed", HtmlPage.Parse(HtmlReport.Render(run)).QuerySelector(".banner.warning")!.Words(), StringComparison.Ordinal);
        Assert.Contains("ABORTED: ", MarkdownReport.Render(run), StringComparison.Ordinal);
        Assert.Contains("ABORTED: ", TextReport.Render(run), StringComparison.Ordinal);
        Assert.Contains(", aborted", SuiteReport.Render(new SuiteFile { System = "gateway", StartedAt = run.Environment.StartedAt, Runs = [SuiteRun.From("one", run)] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("**a `b** c`", "**a <code>b** c</code>")]
    [InlineData("**a `b` c**", "<strong>a <code>b</code> c</strong>")]
    [InlineData("`a ** b` and **c**", "<code>a ** b</code> and <strong>c</strong>")]
    [InlineData("<b>`<i>`</b>", "&lt;b&gt;<code>&lt;i&gt;</code>&lt;/b&gt;")]
    public void Bold_and_code_never_end_within_each_other(string text, string html) => Assert.Equal(html, Prose.Line(text).Text);

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
