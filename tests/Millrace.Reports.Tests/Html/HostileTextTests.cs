using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using Millrace.Results;
using Xunit;

namespace Millrace.Reports.Tests.Html;

/// <summary>A run file is text of others: of users, of targets, of whoever sends one to be looked at.</summary>
public sealed class HostileTextTests
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover=\"alert(3)' <!-- ]]> </style> ${x} `y` **z** \u0001\u2028";

    private static readonly RunFile Run = SampleRuns.Baseline with
    {
        System = Hostile,
        Profile = Hostile,
        Mode = Hostile,
        Operations = new Dictionary<string, OperationResult> { [Hostile] = SampleRuns.Baseline.Operations["echo"] with { Errors = new Dictionary<string, long> { [Hostile] = 1 } }, ["echo"] = SampleRuns.Baseline.Operations["echo"] },
        Phases = [new PhaseResult { Name = Hostile, StartSeconds = 0, EndSeconds = 1 }],
        Faults = [SampleRuns.Baseline.Faults[0] with { Kind = Hostile, Spec = Hostile }, SampleRuns.Baseline.Faults[1] with { Failure = Hostile }],
        Labels = new Dictionary<string, string> { [Hostile] = Hostile, [RunFile.NoteLabel] = Hostile },
        Target = SampleRuns.Baseline.Target with { Address = Hostile, Command = Hostile, Exit = new TargetExit { AtSeconds = 1, How = Hostile, LastWords = Hostile } },
        Invariants = new Dictionary<string, long> { [Hostile] = 1 },
        Findings = [new Finding { Severity = FindingSeverity.Problem, Text = Hostile }],
        Tables = [new ResultTable { Name = Hostile, Title = Hostile, Columns = [new TableColumn(Hostile, Hostile)], Rows = [[Hostile]], Remark = Hostile }],
        Charts = [new ResultChart { Name = Hostile, Title = Hostile, Axis = Hostile, Labels = [Hostile], Series = [new ChartSeries(Hostile, [1])] }],
        Thresholds = [new ThresholdResult { Expression = Hostile, Outcome = ThresholdOutcome.Fail, Remark = Hostile, Window = Hostile }],
        Generator = SampleRuns.Baseline.Generator with { Reasons = [Hostile] },
        Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.TargetDied, Reasons = [Hostile] },
        Parameters = SampleRuns.Baseline.Parameters with { CommandLine = Hostile, Options = new Dictionary<string, string> { [Hostile] = Hostile }, Embedded = false, Target = Hostile, LoadModel = new LoadModelDescription { Kind = LoadModelKind.Closed, Text = Hostile } },
        Environment = SampleRuns.Baseline.Environment with { CpuModel = Hostile, GitCommit = Hostile, MillraceVersion = Hostile },
        Fingerprint = Hostile,
    };

    private static readonly SuiteFile Suite = new()
    {
        System = Hostile,
        StartedAt = SampleRuns.Baseline.Environment.StartedAt,
        Runs = [SuiteRun.From("javascript:alert(1)//" + Hostile, Run), SuiteRun.From("../../elsewhere", Run), SuiteRun.From("/abs", Run), SuiteRun.From("fine/100 %", Run)],
        Tables = Run.Tables,
        Charts = Run.Charts,
        Invariants = Run.Invariants,
        Environment = Run.Environment,
        Fingerprint = Hostile,
        Kind = SuiteKind.Capacity,
        Capacity = new CapacityResult { Slo = Hostile + "p99<50ms", Axis = Hostile, Ended = Hostile, Sustained = 1, Steps = [new CapacityStep { Folder = Hostile, Load = 1, P99Ms = 2, Outcome = CapacityOutcome.Met, Reason = Hostile }] },
    };

    public static TheoryData<string> Pages => new(HtmlReport.Render(Run), HtmlReport.Render(Suite, _ => Run), HtmlReport.Render(Suite with { Kind = SuiteKind.Systems, Capacity = null }, _ => Run));

    [Theory]
    [MemberData(nameof(Pages), DisableDiscoveryEnumeration = true)]
    public void Nothing_that_a_file_says_becomes_an_element_or_an_attribute_of_the_page(string html)
    {
        IHtmlDocument page = HtmlPage.Parse(html);

        Assert.Equal(3, page.QuerySelectorAll("script").Length);
        Assert.Empty(page.QuerySelectorAll("img, iframe, object, embed, form, link, base"));
        Assert.DoesNotContain(page.All.SelectMany(element => element.Attributes), attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Name == "style");
        Assert.Single(page.QuerySelectorAll("style"));
        Assert.Contains("alert(1)", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pages), DisableDiscoveryEnumeration = true)]
    public void Page_asks_nothing_of_any_network_and_lets_nothing_run_but_its_own_scripts(string html)
    {
        IHtmlDocument page = HtmlPage.Parse(html);

        Assert.DoesNotContain(page.All, element => element.HasAttribute("src"));
        Assert.All(page.QuerySelectorAll("[href]"), link => Assert.Matches("^(#[a-z0-9-]+|[A-Za-z0-9%._~/-]+/report\\.html)$", link.GetAttribute("href")!));
        Assert.DoesNotContain("url(", page.QuerySelector("style")!.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page.QuerySelector("style")!.TextContent, StringComparison.OrdinalIgnoreCase);
        string policy = page.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content")!;
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        string[] own = [.. page.QuerySelectorAll("script:not([type]), style").Select(part => part.TextContent)];
        Assert.Equal(3, own.Length);
        Assert.All(own, text => Assert.Contains($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'", policy, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Pages), DisableDiscoveryEnumeration = true)]
    public void Data_is_whole_whatever_names_it_holds(string html)
    {
        using JsonDocument data = JsonDocument.Parse(HtmlPage.Parse(html).GetElementById("data")!.TextContent);

        Assert.Equal(JsonValueKind.Array, data.RootElement.GetProperty("charts").ValueKind);
    }

    [Fact]
    public void Links_lead_below_the_suites_folder_alone()
    {
        string[] links = [.. HtmlPage.Parse(HtmlReport.Render(Suite with { Kind = SuiteKind.Profiles, Capacity = null }, _ => null)).QuerySelectorAll(".card h3 a").Select(link => link.GetAttribute("href")!)];

        Assert.Equal(["fine/100%20%25/report.html"], links);
    }

    [Fact]
    public void Licence_of_the_chart_library_is_in_the_page() => Assert.Contains("Copyright (c) 2022 Leon Sorokin", HtmlReport.Render(SampleRuns.Minimal), StringComparison.Ordinal);
}
