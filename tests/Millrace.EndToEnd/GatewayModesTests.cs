using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

/// <summary>The modes that need a program behind the gateway, as a user runs them: gateway and backend are processes of their own.</summary>
public sealed class GatewayModesTests : IDisposable
{
    private static readonly string PythonBackend = RepositoryRoot.Combine("tests", "Millrace.EndToEnd", "Backends", "echo_backend.py");
    private readonly Cli _cli = new();

    [Theory]
    [InlineData("backend")]
    [InlineData("backend-async")]
    public async Task Every_message_goes_through_the_backend_and_back(string mode)
    {
        RunFile run = await RunAsync("--mode", mode, "--clients", "10", "--duration", "2s", "--warmup", "200ms");

        Assert.Equal(mode, run.Mode);
        Assert.True(run.Accounting.Ok > 100, $"only {run.Accounting.Ok} messages");
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.Equal("backend", Assert.Single(run.Companions!).Name);
        ResultTable table = run.Tables.Single(table => table.Name == "end-to-end");
        Assert.Equal("built-in, connections: 1", table.Rows[0][^1].Text);
        Assert.Contains("Through the backend and back", File.ReadAllText(Path.Combine(_cli.Out, "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_connections_without_acknowledgements_do_it_too()
    {
        RunFile run = await RunAsync("--mode", "backend", "--set", "backend-connections=10", "--set", "backend-ack=false", "--clients", "20", "--duration", "1s", "--warmup", "0");

        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
    }

    [Theory]
    [InlineData("backend", "echo")]
    [InlineData("rooms", "delivery")]
    public async Task A_program_in_another_language_stands_behind_the_gateway(string mode, string operation)
    {
        Assert.SkipUnless(await HasPythonAsync(), "python3 is not installed");
        RunFile run = await RunAsync("--mode", mode, "--clients", "10", "--duration", "2s", "--warmup", "0", "--backend-command", $"python3 '{PythonBackend}' {{host}} {{port}}");

        Assert.True(run.Operations[operation].Ok > 20, $"only {run.Operations[operation].Ok} messages");
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
    }

    [Fact]
    public async Task Every_member_of_every_room_gets_every_message()
    {
        RunFile run = await RunAsync("--mode", "rooms", "--clients", "30", "--set", "members=10", "--duration", "2s", "--warmup", "0");

        // Ten a second to each of three rooms.
        Assert.InRange(run.Operations["publish"].Ok, 55, 60);
        Assert.Equal(10 * run.Operations["publish"].Ok, run.Operations["delivery"].Ok);
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        ResultTable table = run.Tables.Single(table => table.Name == "fan-out");
        Assert.Equal((3.0, 10.0), (table.Rows[0][0].Number, table.Rows[0][1].Number));
    }

    [Fact]
    public async Task Members_that_never_read_are_cut_off_and_the_others_lose_nothing()
    {
        RunFile run = await RunAsync(
            "--mode", "rooms", "--clients", "12", "--set", "slow=2", "--set", "serve=--send-timeout 300ms --max-message 128KiB --max-queue 256KiB",
            "--payload", "64KiB", "--rate", "100", "--duration", "4s", "--warmup", "0");

        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        ResultTable table = run.Tables.Single(table => table.Name == "fan-out");
        Assert.Equal((10.0, 2.0, 2.0), (table.Rows[0][1].Number, table.Rows[0][2].Number, table.Rows[0][^1].Number));
    }

    [Fact]
    public async Task A_backend_that_is_killed_and_started_again_loses_nothing_that_it_had_not_acknowledged()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill works by signals");
        RunFile run = await RunAsync(
            "--profile", "backend-restart", "--clients", "20", "--duration", "5s", "--warmup", "200ms", "--fault", "kill(restart,down=500ms,process=backend)@1s", "--timeout", "10s");

        FaultResult fault = Assert.Single(run.Faults);
        Assert.Null(fault.Failure);
        Assert.NotNull(fault.RecoverLastMs);
        Assert.Contains(run.Tables, table => table.Name == "comeback");
        Assert.True(run.Operations["echo"].Ok > 100);
        Assert.DoesNotContain("no-duplicated-messages", run.Invariants.Keys);
    }

    [Theory]
    [InlineData("storm")]
    [InlineData("storm-echo")]
    public async Task A_storm_of_clients_is_all_back_soon_after_the_gateway_and_nobody_is_refused_twice(string profile)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "kill works by signals");
        // How soon they are back is judged on a machine of its own, so a missed time limit is no failure here.
        RunFile run = await RunAsync([0, 1], "--profile", profile, "--clients", "200", "--duration", "7s", "--warmup", "200ms", "--fault", "kill(restart,down=500ms)@1s");

        StormResult storm = Assert.Single(run.Faults).Storm!;
        Assert.Equal((200, 0, 0, 0), (storm.Disconnected, storm.AttemptsRefused, storm.RefusedTwice, storm.NeverBack));
        Assert.Equal(ThresholdOutcome.Pass, run.Thresholds.Single(threshold => threshold.Expression == "storm.disconnected=100%").Outcome);
        Assert.NotNull(storm.BackLastMs);
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("200 clients had lost their connection", StringComparison.Ordinal));
        ResultTable table = run.Tables.Single(table => table.Name == "comeback");
        Assert.Equal(200.0, table.Rows[0][1].Number);
    }

    [Fact]
    public async Task A_profile_whose_fault_falls_outside_a_shorter_run_is_named()
    {
        ProcessResult result = await _cli.RunAsync("run", "gateway", "--profile", "storm", "--duration", "3s");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("profile storm has the fault kill(restart)@5s, which would begin after the measured part, which lasts 3s", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")] // looks at its input
    [InlineData(" </dev/null")] // has none to look at
    public async Task A_backend_program_does_not_outlive_a_lab_that_is_killed(string input)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals");
        Assert.SkipUnless(await HasPythonAsync(), "python3 is not installed");
        await using RunningProcess lab = _cli.Start(
            "run", "gateway", "--out", _cli.Out, "--mode", "backend", "--clients", "2", "--duration", "60s", "--warmup", "0",
            "--backend-command", $"sh -c \"exec python3 '{PythonBackend}' {{host}} {{port}}{input}\"");
        while (!(await lab.ReadLineAsync(TimeSpan.FromSeconds(60))).Contains("steady", StringComparison.Ordinal))
        {
        }

        // run.json is replaced every few seconds: wait for one that knows the backend.
        while (!File.Exists(Path.Combine(_cli.Out, "run.json")) || _cli.ReadRun().Companions?[0].Pid is null)
        {
            await lab.ReadLineAsync(TimeSpan.FromSeconds(60));
        }

        int backend = _cli.ReadRun().Companions![0].Pid!.Value;
        lab.Signal(ProcessSignal.Kill);

        await Eventually.TrueAsync(
            () => !Directory.Exists($"/proc/{backend}") || File.ReadAllText($"/proc/{backend}/stat").Contains(") Z ", StringComparison.Ordinal), "the backend's end");
    }

    [Fact]
    public async Task The_built_in_backend_says_what_is_wrong_with_its_options()
    {
        ProcessResult missing = await _cli.RunAsync("subject", "gateway");
        ProcessResult wrong = await _cli.RunAsync("subject", "gateway", "--backend", "ws://127.0.0.1:1/");
        ProcessResult help = await _cli.RunAsync("--help");

        Assert.Equal((2, 2), (missing.ExitCode, wrong.ExitCode));
        Assert.Contains("the gateway's address for backends is missing", missing.Error, StringComparison.Ordinal);
        Assert.Contains("tcp://127.0.0.1:8081", wrong.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("subject", help.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    private static async Task<bool> HasPythonAsync()
    {
        try
        {
            return (await RunningProcess.RunAsync("python3", ["--version"], TimeSpan.FromSeconds(20))).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private Task<RunFile> RunAsync(params string[] options) => RunAsync([0], options);

    private async Task<RunFile> RunAsync(int[] exits, params string[] options)
    {
        ProcessResult result = await _cli.GatewayAsync([.. options, "--quiet"]);
        Assert.True(exits.Contains(result.ExitCode), $"{result.ExitCode}\n{result.Output}{result.Error}");
        RunFile run = _cli.ReadRun();
        Assert.Equal(RunEnding.Completed, run.Verdict.Ending);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal(0, run.Accounting.Lost + run.Accounting.Corrupted);
        // A backend that is killed may be sent again what it had done and not acknowledged.
        Assert.True(run.Accounting.Duplicated == 0 || run.Faults.Any(fault => fault.Target == "backend"), $"{run.Accounting.Duplicated} messages came twice");
        return run;
    }
}
