using System.Text.Json;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

public sealed class GatewayRunTests : IDisposable
{
    private readonly Cli _cli = new();

    [Fact]
    public async Task Short_run_loses_nothing_and_its_identities_hold()
    {
        ProcessResult result = await _cli.GatewayAsync("--clients", "20", "--duration", "2s", "--warmup", "200ms");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        RunFile run = _cli.ReadRun();
        Assert.Equal(RunEnding.Completed, run.Verdict.Ending);
        Assert.True(run.Accounting.Ok > 100, $"only {run.Accounting.Ok} messages");
        Assert.Equal(0, run.Accounting.Lost + run.Accounting.Indefinite + run.Accounting.Corrupted + run.Accounting.Dropped);
        Assert.Empty(run.Accounting.BrokenIdentities());
        OperationResult echo = run.Operations["echo"];
        Assert.Equal(echo.Ok, echo.Response!.Count);
        Assert.InRange(echo.Response.MaxMs, echo.Response.P99Ms, 60_000);
        Assert.NotNull(run.Target.Usage?.RssBytesMax);
        Assert.Contains("sent ", File.ReadAllText(Path.Combine(_cli.Out, "report.md")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_cli.Out, "intervals.jsonl")));
        Assert.Contains("PASS  gateway baseline", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo")]
    [InlineData("blast")]
    public async Task Windowed_modes_account_for_every_message(string mode)
    {
        ProcessResult result = await _cli.GatewayAsync("--mode", mode, "--clients", "5", "--duration", "1s", "--warmup", "0", "--quiet");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        RunFile run = _cli.ReadRun();
        Assert.Equal(mode, run.Mode);
        Assert.True(run.Accounting.Ok > 100, $"only {run.Accounting.Ok} messages");
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Fact]
    public async Task Json_on_standard_output_is_the_run_file()
    {
        ProcessResult result = await _cli.GatewayAsync("--clients", "2", "--duration", "500ms", "--warmup", "0", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(_cli.ReadRun().Accounting, RunJson.Deserialize(result.Output).Accounting);
    }

    [Fact]
    public async Task Report_is_rendered_again_from_the_run_file()
    {
        await _cli.GatewayAsync("--clients", "2", "--duration", "500ms", "--warmup", "0");

        ProcessResult page = await _cli.RunAsync("report", _cli.Out);
        ProcessResult latest = await _cli.RunAsync("report", Path.Combine(_cli.Folder, "latest"), "--format", "text");

        Assert.Equal(File.ReadAllText(Path.Combine(_cli.Out, "report.md")).ReplaceLineEndings("\n"), page.Output.ReplaceLineEndings("\n"));
        Assert.StartsWith("PASS  gateway baseline", latest.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_beside_an_earlier_one_is_judged_by_it()
    {
        await _cli.GatewayAsync("--clients", "2", "--duration", "500ms", "--warmup", "0");

        ProcessResult second = await _cli.RunAsync("run", "gateway", "--clients", "2", "--duration", "500ms", "--warmup", "0", "--out", Path.Combine(_cli.Folder, "second"), "--against", _cli.Out);

        // Half a second has too little of a steady part to be judged by.
        Assert.Contains("  target CPU per operation ", second.Output, StringComparison.Ordinal);
        Assert.Contains("UNKNOWN  gateway baseline: ", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suite_has_a_folder_for_each_profile_and_a_suite_file()
    {
        ProcessResult result = await _cli.GatewayAsync("--profile", "baseline,stress", "--clients", "5", "--duration", "500ms", "--warmup", "0");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        SuiteFile suite = RunFolder.ReadSuite(_cli.Out);
        Assert.Equal(["baseline", "stress"], suite.Runs.Select(run => run.Profile));
        Assert.All(suite.Runs, run => Assert.Empty(RunFolder.ReadRun(Path.Combine(_cli.Out, run.Folder)).Accounting.BrokenIdentities()));
        Assert.Contains("# gateway suite: PASS", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threshold_that_fails_ends_with_one()
    {
        ProcessResult result = await _cli.GatewayAsync("--clients", "2", "--duration", "500ms", "--warmup", "0", "--threshold", "p99<1us");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("FAIL", result.Output, StringComparison.Ordinal);
        RunFile run = _cli.ReadRun();
        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
        Assert.Equal(
            [("loss=0", "profile baseline"), ("errors<0.1%", "profile baseline"), ("p99<1us", "user")],
            run.Thresholds.Select(threshold => (threshold.Expression, threshold.Source)));
    }

    [Fact]
    public async Task List_and_doctor_answer()
    {
        using JsonDocument list = JsonDocument.Parse((await _cli.RunAsync("list", "--json")).Output);
        ProcessResult doctor = await _cli.RunAsync("doctor", "--clients", "10");

        Assert.Equal("gateway", list.RootElement.GetProperty("systems")[0].GetProperty("name").GetString());
        Assert.Contains("cores", doctor.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();
}
