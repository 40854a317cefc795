using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Running;

public sealed class AllSystemsTests : IDisposable
{
    private static readonly string[] Five = ["gateway", "live", "speech", "tracker", "amqp"];
    private readonly TempFolder _folder = new();

    [Fact]
    public void The_five_systems_run_one_after_another_on_embedded_targets()
    {
        var lab = new FakeLab();

        CommandRun run = Run(lab);

        Assert.Equal(0, run.Exit);
        Assert.Equal(Five, lab.Asked.Select(scenario => scenario.System.Info.Name));
        Assert.All(lab.Asked, scenario => Assert.Null(scenario.Target));
        SuiteFile suite = RunFolder.ReadSuite(_folder.Combine("run"));
        Assert.Equal(SuiteKind.Systems, suite.Kind);
        Assert.Equal("all", suite.System);
        Assert.Equal(Five, suite.Runs.Select(each => each.System));
        Assert.Equal(Five, suite.Runs.Select(each => each.Folder));
        Assert.True(File.Exists(_folder.Combine("run", "tracker", "report.md")));
    }

    [Fact]
    public void Together_they_are_planned_for_well_under_three_minutes_and_one_has_a_fault()
    {
        var lab = new FakeLab();

        Run(lab);

        Assert.InRange(lab.Asked.Sum(scenario => (scenario.Duration + scenario.WarmUp).TotalSeconds), 30, 120);
        Assert.Single(lab.Asked, scenario => scenario.Faults.Count > 0);
        Assert.All(lab.Asked, scenario => Assert.NotEmpty(scenario.Thresholds));
        Assert.All(lab.Asked, scenario => Assert.Empty(scenario.System.Validate(scenario)));
    }

    [Fact]
    public void The_end_is_a_table_with_a_line_for_each_system_and_the_path_of_the_page()
    {
        CommandRun run = Run(new FakeLab());

        string[] lines = run.Out.TrimEnd().Split('\n');
        Assert.Equal($"report: {_folder.Combine("run", "report")}", lines[^1][..^Path.GetExtension(lines[^1]).Length]);
        Assert.Equal(Five, lines[^7..^2].Select(line => line.Trim().Split(' ')[0]));
        Assert.Contains("PASS  all systems, 5 runs in ", run.Out, StringComparison.Ordinal);
        Assert.Contains("1 of 5  gateway: ", run.Out, StringComparison.Ordinal);
        Assert.Contains("[amqp](amqp/report.md) ", File.ReadAllText(_folder.Combine("run", "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_make_sense_for_all_reach_every_run()
    {
        var lab = new FakeLab();

        CommandRun run = Run(lab, "--duration", "6s", "--seed", "7", "--threshold", "p99<3s", "--label", "branch=main", "--quiet");

        Assert.Equal(0, run.Exit);
        Assert.All(lab.Asked, scenario => Assert.Equal(TimeSpan.FromSeconds(6), scenario.Duration));
        Assert.All(lab.Asked, scenario => Assert.Equal(7, scenario.Seed));
        Assert.All(lab.Asked, scenario => Assert.Contains("p99<3s", scenario.Thresholds));
        Assert.All(lab.Asked, scenario => Assert.Equal("main", scenario.Labels["branch"]));
        Assert.DoesNotContain("1 of 5", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_each_run_says_how_to_repeat_that_run_alone()
    {
        var lab = new FakeLab();

        Run(lab, "--seed", "7");

        Assert.Equal("./millrace run tracker --profile medium --duration 10s --warmup 2s --seed 7", lab.Asked[3].CommandLine);
    }

    [Fact]
    public void A_run_that_fails_decides_the_exit_code_and_the_others_still_run()
    {
        var lab = new FakeLab(scenario => scenario.System.Info.Name == "speech"
            ? FakeLab.Answer(scenario) with { Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.Completed, Reasons = ["p99<1ms was not met: 3 ms"] } }
            : FakeLab.Answer(scenario));

        CommandRun run = Run(lab);

        Assert.Equal(1, run.Exit);
        Assert.Equal(5, lab.Asked.Count);
        Assert.Contains("  - p99<1ms was not met: 3 ms", run.Out, StringComparison.Ordinal);
        Assert.Contains("FAIL  all systems", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--clients", "5")]
    [InlineData("--profile", "baseline")]
    [InlineData("--mode", "echo")]
    [InlineData("--rate", "100")]
    [InlineData("--target", "ws://127.0.0.1:1/ws/")]
    [InlineData("--fault", "pause@5s..8s")]
    [InlineData("--set", "a=b")]
    public void What_belongs_to_one_system_is_refused_by_name(string option, string value)
    {
        var lab = new FakeLab();

        CommandRun run = Run(lab, option, value);

        Assert.Equal(2, run.Exit);
        Assert.Empty(lab.Asked);
        Assert.Contains($"{option} belongs to one system, and `millrace run all` drives them all", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_duration_that_ends_before_the_fault_is_refused()
    {
        CommandRun run = Run(new FakeLab(), "--duration", "2s");

        Assert.Equal(2, run.Exit);
        Assert.Contains("2s is too short: one of the systems is disturbed after 3 s", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Split("--duration of `millrace run all`").Length - 1);
    }

    [Fact]
    public void Json_leaves_standard_output_to_the_machine()
    {
        CommandRun run = Run(new FakeLab(), "--json");

        using var suite = System.Text.Json.JsonDocument.Parse(run.Out);
        Assert.Equal("systems", suite.RootElement.GetProperty("kind").GetString());
    }

    public void Dispose() => _folder.Dispose();

    private CommandRun Run(FakeLab lab, params string[] options) =>
        CommandRun.Of(Composition.Real with { Lab = lab.RunAsync }, ["run", "all", "--out", _folder.Combine("run"), .. options]);
}
