using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

/// <summary>Scenario files as a user runs them: on an embedded target, with a plan, a fault, thresholds and repeats; ended by a threshold; and only planned.</summary>
public sealed class ScenarioRunTests : IDisposable
{
    private readonly Cli _cli = new();

    public static TheoryData<string> Examples => [.. Directory.EnumerateFiles(RepositoryRoot.Combine("docs", "examples"), "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_file_runs_as_it_says()
    {
        string file = Write(
            """
            system: gateway
            profile: baseline
            clients: 4
            warmup: 200ms
            duration: 2s
            timeout: 30s
            load:
              stages:
                - {for: 1s, from: 10/s, to: 50/s}
                - {for: 2s, rate: 50/s}
            faults:
              - {kind: pause, from: 500ms, for: 200ms}
            thresholds:
              - p99 < 30s
              - {check: errors < 100%, abort: true, after: 1s}
            labels: {branch: main}
            note: from a file
            repeats: 2
            seed: 7
            seed-each: true
            """);
        ProcessResult result = await _cli.RunAsync("run", file, "--out", _cli.Out);

        // 4: a busy machine kept the generator from its schedule, and thresholds rely on it.
        Assert.True(result.ExitCode is 0 or 4, result.Output + result.Error);
        SuiteFile suite = RunFolder.ReadSuite(_cli.Out);
        Assert.Equal((SuiteKind.Repeats, "repeat-1 repeat-2"), (suite.Kind, string.Join(' ', suite.Runs.Select(run => run.Folder))));
        Assert.True(File.Exists(Path.Combine(_cli.Out, "report.html")));
        RunFile[] runs = [.. suite.Runs.Select(run => RunFolder.ReadRun(Path.Combine(_cli.Out, run.Folder)))];
        Assert.Equal([7, 8], runs.Select(run => run.Parameters.Seed));
        Assert.All(runs, run =>
        {
            Assert.Equal(RunEnding.Completed, run.Verdict.Ending);
            Assert.Equal((4, 2.0, "arrival rate: stages(1s@10..50/s,2s@50/s)"), (run.Parameters.Clients, run.Parameters.DurationSeconds, run.Parameters.LoadModel.Text));
            Assert.Equal("pause", Assert.Single(run.Faults).Kind);
            Assert.Contains(run.Thresholds, threshold => threshold.Expression == "p99 < 30s" && threshold.Outcome == ThresholdOutcome.Pass);
            Assert.Contains(run.Thresholds, threshold => threshold.Expression == "errors < 100% abort after 1s");
            Assert.Contains(run.Labels, label => label is { Key: "branch", Value: "main" });
            Assert.True(run.Accounting.Ok > 0);
            Assert.Empty(run.Accounting.BrokenIdentities());
            Assert.Equal($"./millrace run {file}", run.Parameters.CommandLine);
        });
    }

    [Fact]
    public async Task A_threshold_that_cannot_hold_ends_the_run_early()
    {
        string file = Write("system: gateway\nclients: 4\nwarmup: 200ms\nduration: 10m\nload: {rate: 100/s}\nthresholds:\n  - {check: p50 < 1us, abort: true}\n");
        ProcessResult result = await _cli.RunAsync("run", file, "--out", _cli.Out);

        Assert.True(result.ExitCode == 1, result.Output + result.Error);
        RunFile run = _cli.ReadRun();
        Assert.Equal((RunEnding.Aborted, VerdictOutcome.Fail), (run.Verdict.Ending, run.Verdict.Outcome));
        Assert.StartsWith("Aborted ", run.Verdict.Reasons[0], StringComparison.Ordinal);
        PhaseResult measured = Assert.Single(run.Phases, phase => phase.Measured);
        Assert.True(measured.EndSeconds - measured.StartSeconds < 300, "the run went on towards its planned end");
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Contains("ABORTED", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_example_can_be_planned_and_written_down(string name)
    {
        string example = RepositoryRoot.Combine("docs", "examples", name);
        ProcessResult plan = await _cli.RunAsync("run", example, "--dry-run");
        ProcessResult written = await _cli.RunAsync("run", example, "--dry-run", "--yaml");
        ProcessResult again = await _cli.RunAsync("run", Write(written.Output), "--dry-run", "--yaml");

        Assert.True(plan.ExitCode == 0, plan.Error);
        Assert.Contains("Nothing was started.", plan.Output, StringComparison.Ordinal);
        Assert.True(written.ExitCode == 0 && again.ExitCode == 0, written.Error + again.Error);
        Assert.Equal(written.Output, again.Output);
        Assert.False(Directory.Exists(Path.Combine(_cli.Folder, "results")));
    }

    [Fact]
    public async Task A_wrong_file_is_answered_with_its_places_and_starts_nothing()
    {
        string file = Write("system: gatway\nclients: many\nload: {rate: 5}\ndurration: 5s\n");
        ProcessResult result = await _cli.RunAsync("run", file);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{file}:1:9: ", result.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:4:1: ", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_cli.Folder, "results")));
    }

    private string Write(string yaml)
    {
        string file = Path.Combine(_cli.Folder, "scenario.yaml");
        File.WriteAllText(file, yaml);
        return file;
    }
}
