using System.Globalization;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Running;

public sealed class ProfilePassTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Target_is_sampled_in_a_run_of_its_own_after_the_measured_one()
    {
        var lab = new FakeLab(scenario => scenario.ProfileTarget ? Profiled(scenario) : FakeLab.Answer(scenario));

        CommandRun run = Run(lab, "--profile-target", "--duration", "30s", "--fault", "pause@5s..8s", "--threshold", "loss=0");

        Assert.Equal(0, run.Exit);
        Assert.Equal([false, true], lab.Asked.Select(scenario => scenario.ProfileTarget));
        Assert.Equal((TimeSpan.FromSeconds(10), 0, 0), (lab.Asked[1].Duration, lab.Asked[1].Faults.Count, lab.Asked[1].Thresholds.Count));
        Assert.Equal(_folder.Combine("run", "profile"), lab.Asked[1].OutputFolder);
        RunFile written = RunFolder.ReadRun(_folder.Combine("run"));
        Assert.Equal(["profile-cpu"], written.Tables.Select(table => table.Name));
        Assert.Contains("its figures are not for comparison", written.Tables[0].Remark, StringComparison.Ordinal);
        Assert.Contains("## CPU profile", File.ReadAllText(_folder.Combine("run", "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_option_nothing_is_sampled()
    {
        var lab = new FakeLab();

        Run(lab);

        Assert.Equal([false], lab.Asked.Select(scenario => scenario.ProfileTarget));
    }

    [Fact]
    public void Pass_that_fails_leaves_the_measured_run_whole()
    {
        var lab = new FakeLab(scenario => scenario.ProfileTarget ? throw new LabException(["the target cannot be profiled: it is no .NET process."]) : FakeLab.Answer(scenario));

        CommandRun run = Run(lab, "--profile-target");

        Assert.Equal(0, run.Exit);
        Assert.Contains(RunFolder.ReadRun(_folder.Combine("run")).Findings, finding => finding.Text == "--profile-target: there is no profile. the target cannot be profiled: it is no .NET process.");
    }

    [Fact]
    public void Pass_without_samples_says_why()
    {
        var lab = new FakeLab(scenario => FakeLab.Answer(scenario) with { Findings = scenario.ProfileTarget ? [new Finding { Severity = FindingSeverity.Problem, Text = "The target could not be sampled." }] : [] });

        Run(lab, "--profile-target");

        Assert.Contains(RunFolder.ReadRun(_folder.Combine("run")).Findings, finding => finding.Text.EndsWith("The target could not be sampled.", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_that_was_cut_short_is_not_sampled()
    {
        var lab = new FakeLab(scenario => FakeLab.Answer(scenario) with { Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.TargetDied } });

        Run(lab, "--profile-target");

        Assert.Single(lab.Asked);
    }

    [Fact]
    public async Task Foreign_target_needs_a_process_that_is_dotnet()
    {
        await using RunningProcess shell = RunningProcess.Start("/bin/sh", ["-c", "exec cat"], _folder.Path);
        string[] target = ["--profile-target", "--target", "ws://127.0.0.1:1/ws/"];

        CommandRun unknown = Run(new FakeLab(), target);
        CommandRun stranger = Run(new FakeLab(), [.. target, "--target-pid", shell.Id.ToString(CultureInfo.InvariantCulture)]);

        Assert.Equal((2, 2), (unknown.Exit, stranger.Exit));
        Assert.Contains("the process of the --target is not known, so it cannot be sampled", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("add --target-pid", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("is no .NET process", stranger.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static RunFile Profiled(Scenario scenario) => FakeLab.Answer(scenario) with
    {
        Tables = [new ResultTable { Name = "profile-cpu", Title = "CPU profile", Columns = [new TableColumn("function")], Rows = [["Turn"]], Remark = "Guide." }, new ResultTable { Name = "other", Title = "Other", Columns = [new TableColumn("x")] }],
    };

    private CommandRun Run(FakeLab lab, params string[] options) =>
        CommandRun.Of(FakeLab.Composition(lab), ["run", "gateway", "--out", _folder.Combine("run"), .. options]);
}
