using Millrace.Cli.Running;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Running;

public sealed class RunSessionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Run_writes_its_report_and_ends_with_zero()
    {
        CommandRun run = Run(new FakeLab());

        Assert.Equal(0, run.Exit);
        Assert.Contains("PASS  gateway baseline", run.Out, StringComparison.Ordinal);
        Assert.Contains($"report: {_folder.Combine("run", "report.html")}", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("# gateway baseline: PASS", File.ReadAllText(_folder.Combine("run", "report.md")), StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder.Combine("latest")));
    }

    [Fact]
    public void Progress_is_a_line_a_second_where_nobody_watches() =>
        Assert.Contains("  1.0s  steady        1,234/s  p50 0.500", Run(new FakeLab()).Out, StringComparison.Ordinal);

    [Fact]
    public void Quiet_leaves_the_verdict_line_alone() => Assert.Equal("PASS  gateway baseline: 0/s, lost 0 of 100\n", Run(new FakeLab(), "--quiet").Out);

    [Theory]
    [InlineData("--json")]
    [InlineData("--json", "-")]
    public void Json_leaves_standard_output_to_the_machine(params string[] asked)
    {
        CommandRun run = Run(new FakeLab(), asked);

        Assert.Equal("baseline", RunJson.Deserialize(run.Out).Profile);
        Assert.Contains("PASS  gateway baseline", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Suite_runs_each_profile_in_a_folder_of_its_own_and_ends_with_the_worst_code()
    {
        var lab = new FakeLab(scenario => FakeLab.Answer(scenario) with
        {
            Verdict = new Verdict { Outcome = scenario.Profile.Name == "stress" ? VerdictOutcome.Fail : VerdictOutcome.Pass, Ending = RunEnding.Completed },
        });

        CommandRun run = Run(lab, "--profile", "all");

        Assert.Equal(1, run.Exit);
        SuiteFile suite = RunFolder.ReadSuite(_folder.Combine("run"));
        Assert.Equal(["baseline", "stress"], suite.Runs.Select(each => each.Folder));
        Assert.Equal(VerdictOutcome.Fail, suite.Outcome);
        Assert.Equal([_folder.Combine("run", "baseline"), _folder.Combine("run", "stress")], lab.Asked.Select(scenario => scenario.OutputFolder));
        Assert.Contains("| stress   | pingpong |", run.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Combine("run", "stress", "report.md")));
    }

    [Fact]
    public void Folder_that_holds_a_run_is_refused_before_anything_starts()
    {
        _folder.Write("run/run.json", "{}");
        var lab = new FakeLab();

        CommandRun run = Run(lab);

        Assert.Equal(7, run.Exit);
        Assert.Empty(lab.Asked);
        Assert.Contains("the folder holds run.json of another run", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_that_cannot_be_made_is_refused_before_anything_starts()
    {
        _folder.Write("run", "a file in the way");
        var lab = new FakeLab();

        CommandRun run = Run(lab);

        Assert.Equal(7, run.Exit);
        Assert.Empty(lab.Asked);
        Assert.Contains("the results cannot be written", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LabFailure.Scenario, 2)]
    [InlineData(LabFailure.NotAuthorized, 2)]
    [InlineData(LabFailure.TargetUnreachable, 3)]
    [InlineData(LabFailure.Environment, 6)]
    [InlineData(LabFailure.Results, 7)]
    public void Failed_start_has_the_exit_code_of_its_kind_and_leaves_no_folder(LabFailure failure, int exit)
    {
        CommandRun run = Run(new FakeLab(_ => throw new LabException(["the first reason.", "the second reason."]) { Failure = failure }));

        Assert.Equal(exit, run.Exit);
        Assert.Contains("error: the first reason\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("error: the second reason\n", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Combine("run")));
    }

    [Theory]
    [InlineData(null, "", "--target drives a server that you start yourself")]
    [InlineData(null, "--nonsense", "correct --set serve=\"--nonsense\"")]
    [InlineData("ws://127.0.0.1:1/ws/", "", "check the address")]
    public void Target_that_does_not_start_gets_advice_of_its_own(string? target, string serve, string advice)
    {
        var system = new FakeSystem();
        Scenario scenario = Scenario.Of(system, system.Profiles[0]) with
        {
            Target = target is null ? null : new Uri(target),
            Parameters = new Dictionary<string, string> { ["serve"] = serve },
        };
        var failure = new LabException(["the target exited with code 2; its last words:\n  error: there is no option"]) { Failure = LabFailure.TargetUnreachable };

        Complaint complaint = Assert.Single(LabComplaints.Of(failure, scenario));

        Assert.Contains("error: there is no option", complaint.What, StringComparison.Ordinal);
        Assert.Contains(advice, complaint.Do, StringComparison.Ordinal);
        Assert.Equal(target is not null, complaint.Do.Contains("--tls", StringComparison.Ordinal));
    }

    [Fact]
    public void Quiet_run_that_fails_says_why_under_its_verdict()
    {
        var lab = new FakeLab(scenario => FakeLab.Answer(scenario) with { Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Reasons = ["p99<1ms was not met: 2.5 ms"], Ending = RunEnding.Completed } });

        string[] lines = Run(lab, "--quiet").Out.TrimEnd().Split('\n');

        Assert.StartsWith("FAIL  gateway baseline", lines[0], StringComparison.Ordinal);
        Assert.Equal(["  - p99<1ms was not met: 2.5 ms"], lines[1..]);
    }

    [Fact]
    public void Run_that_reached_nobody_is_a_target_that_cannot_be_reached()
    {
        var lab = new FakeLab(scenario => FakeLab.Answer(scenario) with
        {
            Accounting = new Accounting(),
            Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.TargetDied, Reasons = ["No client could connect to ws://127.0.0.1:1/ws/: refused."] },
        });

        CommandRun run = Run(lab);

        Assert.Equal(3, run.Exit);
        Assert.Contains("error: No client could connect", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Interruption_before_the_load_begins_is_no_defect_and_leaves_no_folder(bool targetEndsFirst)
    {
        using var stop = new CancellationTokenSource();
        var lab = new FakeLab(_ =>
        {
            stop.Cancel();
            throw targetEndsFirst ? new LabException(["the target exited with code 0 before it was ready"]) { Failure = LabFailure.TargetUnreachable } : new OperationCanceledException(stop.Token);
        });

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab) with { Stop = stop.Token }, "run", "gateway", "--out", _folder.Combine("run"));

        Assert.Equal(130, run.Exit);
        Assert.Contains("stopping: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("error: the run was interrupted before its load began: nothing was measured", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Combine("run")));
    }

    [Fact]
    public void Suite_that_is_interrupted_while_a_target_starts_keeps_the_runs_that_it_has()
    {
        using var stop = new CancellationTokenSource();
        var lab = new FakeLab(scenario =>
        {
            if (scenario.Profile.Name == "stress")
            {
                stop.Cancel();
                throw new OperationCanceledException(stop.Token);
            }

            return FakeLab.Answer(scenario);
        });

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab) with { Stop = stop.Token }, "run", "gateway", "--out", _folder.Combine("run"), "--profile", "all");

        Assert.Equal(130, run.Exit);
        Assert.Equal(["baseline"], RunFolder.ReadSuite(_folder.Combine("run")).Runs.Select(each => each.Folder));
        Assert.Contains("| baseline | pingpong |", run.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.Combine("run", "stress")));
    }

    [Fact]
    public void Group_of_profiles_is_a_suite_whose_page_carries_what_the_system_says_over_all_runs()
    {
        var system = new FakeSystem
        {
            Profiles =
            [
                new Profile { Name = "baseline", Description = "alone", Mode = "pingpong" },
                new Profile { Name = "rate-10", Group = "rate", Description = "ten", Mode = "pingpong" },
                new Profile { Name = "rate-100", Group = "rate", Description = "a hundred", Mode = "pingpong" },
            ],
            Suite = runs => new SuiteStory
            {
                Tables = [new ResultTable { Name = "rates", Title = "Rates by clients", Columns = [new TableColumn("profile")], Rows = [.. runs.Select(run => (IReadOnlyList<TableCell>)[run.Profile])] }],
                Charts = [new ResultChart { Name = "rates", Title = "Rates drawn", Axis = "messages per second", Labels = [.. runs.Select(run => run.Profile)], Series = [new("ours", [.. runs.Select(_ => (double?)5)])] }],
                Invariants = new Dictionary<string, long> { ["deadlocks"] = 0, ["lost frames"] = runs.Count - 1 },
            },
        };
        var lab = new FakeLab();

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab) with { Systems = [system] }, "run", "gateway", "--out", _folder.Combine("run"), "--profile", "rate");

        Assert.Equal(["rate-10", "rate-100"], lab.Asked.Select(scenario => scenario.Profile.Name));
        string page = File.ReadAllText(_folder.Combine("run", "report.md"));
        Assert.Contains("## Rates by clients", page, StringComparison.Ordinal);
        Assert.Contains("```mermaid\nxychart-beta\n    title \"Rates drawn\"\n    x-axis [\"rate-10\", \"rate-100\"]", page, StringComparison.Ordinal);
        Assert.Contains("- [x] **deadlocks:** 0\n- [ ] **lost frames:** 1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("mermaid", run.Out, StringComparison.Ordinal);
        Assert.Contains("## Rates by clients", run.Out, StringComparison.Ordinal);
        // What no run breaks by itself fails the suite all the same.
        Assert.Equal((1, VerdictOutcome.Fail), (run.Exit, RunFolder.ReadSuite(_folder.Combine("run")).Outcome));
        Assert.Equal(page, CommandRun.Of("report", _folder.Combine("run")).Out);
    }

    [Fact]
    public void Defect_that_cancels_itself_is_not_called_an_interruption()
    {
        CommandRun run = Run(new FakeLab(_ => throw new OperationCanceledException("a timer of ours")));

        Assert.Equal(70, run.Exit);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4, "--strict")]
    [InlineData(4, "--threshold", "loss=0")]
    public void Generator_limited_run_is_an_error_where_the_user_relies_on_its_figures(int exit, params string[] options)
    {
        var lab = new FakeLab(scenario => FakeLab.Answer(scenario) with
        {
            Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited },
            Thresholds = [new ThresholdResult { Expression = "loss=0", Outcome = ThresholdOutcome.Pass, Source = "profile baseline" }],
        });

        Assert.Equal(exit, Run(lab, options).Exit);
    }

    [Fact]
    public void Against_prints_the_earlier_run_beside_this_one_and_puts_it_into_the_report()
    {
        File.WriteAllText(_folder.Combine("earlier.json"), RunJson.Serialize(FakeLab.Answer(Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0]))));

        CommandRun run = Run(new FakeLab(), "--against", _folder.Combine("earlier.json"));

        Assert.Contains("  metric ", run.Out, StringComparison.Ordinal);
        Assert.Contains("# Compared with an earlier run", File.ReadAllText(_folder.Combine("run", "report.md")), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private CommandRun Run(FakeLab lab, params string[] options) =>
        CommandRun.Of(FakeLab.Composition(lab), ["run", "gateway", "--out", _folder.Combine("run"), .. options]);
}
