using System.Globalization;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

/// <summary>`millrace run live` against the server that it starts: every profile at a tenth, limits, and faults.</summary>
public sealed class LiveRunTests : IDisposable
{
    // Nobody may fail for the machine being busy: an event may take this long.
    private const string Patience = "30s";

    private readonly Cli _cli = new();

    [Theory]
    [InlineData("fast", 5, "1s")]
    [InlineData("standard", 20, "3s")]
    [InlineData("stress", 50, "3s")]
    [InlineData("stress-highlimit", 50, "3s")]
    [InlineData("density", 200, "3s")]
    [InlineData("saturation", 10, "1500ms")]
    public async Task A_tenth_of_each_profile_passes_and_ends_with_equal_documents(string profile, int clients, string duration)
    {
        RunFile run = await PassAsync("--profile", profile, "--clients", Text(clients), "--duration", duration, "--warmup", "200ms");

        Assert.Equal((run.Accounting.Sent, 0), (run.Accounting.Ok, run.Invariants["documents-equal"]));
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith($"{clients} of {clients} clients compared the document", StringComparison.Ordinal));
        Assert.Equal(clients, Number(run, "connections", "Sessions opened"));
        Assert.Equal(0, Number(run, "connections", "Evicted"));
        Assert.Equal(clients, Number(run, "session-memory", "Sessions"));
        Assert.True(Number(run, "session-memory", "Per session") > 0);
        Assert.Equal(profile != "density", run.Tables.Any(table => table.Name == "protocol"));
        Assert.Equal(profile == "stress" ? 2L << 30 : null, run.Parameters.TargetMemoryBytes);
    }

    [Theory]
    [InlineData("bound")]
    [InlineData("rendered")]
    public async Task Both_styles_of_the_page_send_what_has_changed_and_no_more(string style)
    {
        RunFile run = await PassAsync("--clients", "5", "--duration", "2s", "--warmup", "0", "--set", $"style={style}");

        Assert.True(Number(run, "protocol", "Bytes per event") <= 30, $"{Number(run, "protocol", "Bytes per event")} bytes an event");
        Assert.True(Number(run, "protocol", "Bytes per patch frame") <= 45, $"{Number(run, "protocol", "Bytes per patch frame")} bytes a frame of patches");
        // The echo and one item, in each frame; what is answered after the end is not counted, so not held against the events sent.
        Assert.True(Number(run, "protocol", "Patches") >= 2 * Number(run, "protocol", "Patch frames"), "the list did not change");
        Assert.Equal("text", run.Tables.Single(table => table.Name == "operations").Rows.Single()[0].Text);
    }

    [Fact]
    public async Task Sessions_that_are_too_large_are_evicted_and_the_errors_are_put_down_to_it()
    {
        ProcessResult result = await RunAsync("--clients", "4", "--rate", "80", "--duration", "2s", "--warmup", "0", "--payload", "4KiB", "--set", "max-session-memory=32KiB");

        RunFile run = _cli.ReadRun();
        Assert.Equal(1, result.ExitCode);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.True(Number(run, "connections", "Evicted") > 0, File.ReadAllText(Path.Combine(_cli.Out, "report.md")));
        Assert.Contains(run.Findings, finding => finding.Severity == FindingSeverity.Problem && finding.Text.Contains("sessions for the memory they took", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reset_disconnects_every_client_and_all_resume_their_sessions()
    {
        RunFile run = await FaultAsync("reset_peer@1s");

        Assert.Equal((10, 0), (run.Faults[0].Storm!.Disconnected, run.Faults[0].Storm!.NeverBack));
        Assert.Equal(10, Number(run, "connections", "Resumed"));
        Assert.Equal((10, 0), (Number(run, "connections", "Sessions opened"), Number(run, "connections", "Started anew")));
    }

    [Fact]
    public async Task A_server_that_freezes_loses_nothing()
    {
        RunFile run = await FaultAsync("pause@1s..2s");

        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.NotNull(run.Faults[0].DetectMs);
    }

    [Fact]
    public async Task After_a_kill_every_client_loads_its_page_again_and_works()
    {
        RunFile run = await FaultAsync("kill(restart)@1s");

        Assert.Equal(0, run.Faults[0].Storm!.NeverBack);
        Assert.NotNull(run.Faults[0].RecoverLastMs);
    }

    [Fact]
    public async Task After_a_kill_the_restart_profile_goes_on_without_a_page_and_without_a_refusal()
    {
        ProcessResult result = await RunAsync("--profile", "restart", "--clients", "10", "--rate", "50", "--duration", "10s", "--fault", "kill(restart)@1s");

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        Assert.Equal(0, run.Faults[0].Storm!.NeverBack);
        Assert.Equal((10, 10), (Number(run, "connections", "Sessions opened"), Number(run, "connections", "Pages loaded")));
        Assert.Equal((10, 0), (Number(run, "connections", "Started anew"), Number(run, "connections", "Other goodbyes")));
        Assert.Equal((0, 0), (run.Invariants["documents-equal"], run.Invariants["no-unreadable-patches"]));
        Assert.Contains("--state-folder FOLDER", run.Target.Command, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_tls_the_page_and_its_socket_are_checked_against_the_authority()
    {
        (string both, string certificate) = TestCertificate.Write(_cli.Folder);
        await using RunningProcess server = _cli.Start("serve", "live", "--bench", "--port", "0", "--max-per-address", "0", "--cert", both, "--ready-json");
        using var line = System.Text.Json.JsonDocument.Parse(await server.ReadLineAsync(TimeSpan.FromSeconds(60)));
        string address = line.RootElement.GetProperty("addresses").GetProperty("live").GetString()!;
        string admin = line.RootElement.GetProperty("admin").GetString()!;
        Assert.StartsWith("https://", address, StringComparison.Ordinal);
        string[] options = ["--target", address, "--target-address", $"admin={admin}", "--clients", "5", "--duration", "1s", "--warmup", "0"];

        RunFile run = await PassAsync([.. options, "--ca", certificate]);

        Assert.True(run.Parameters.Tls);
        Assert.Equal((5, 5), (Number(run, "connections", "Sessions opened"), Number(run, "session-memory", "Sessions")));
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("5 of 5 clients compared the document", StringComparison.Ordinal));
        Assert.Equal(2048, Number(run, "limits", "Memory per session"));
        ProcessResult refused = await _cli.RunAsync(["run", "live", "--out", _cli.Out + "-refused", .. options, "--connect-timeout", "5s"]);
        Assert.True(refused.ExitCode == 3, refused.Output + refused.Error);
        Assert.Contains("certificate", refused.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_page_that_is_none_of_ours_is_refused_with_a_reason()
    {
        await using RunningProcess server = _cli.Start("serve", "gateway", "--echo", "--port", "0", "--ready-json");
        string ready = await server.ReadLineAsync(TimeSpan.FromSeconds(60));
        using var line = System.Text.Json.JsonDocument.Parse(ready);
        string admin = line.RootElement.GetProperty("admin").GetString()!;

        ProcessResult result = await RunAsync("--target", admin, "--clients", "1", "--duration", "500ms");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("http-404", File.ReadAllText(Path.Combine(_cli.Out, "report.md")), StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    private async Task<RunFile> FaultAsync(string fault)
    {
        ProcessResult result = await RunAsync("--clients", "10", "--rate", "200", "--duration", "10s", "--warmup", "200ms", "--fault", fault);

        RunFile run = _cli.ReadRun();
        Assert.True(run.Verdict.Ending == RunEnding.Completed, result.Output + result.Error);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((0, 0, 0), (run.Invariants["documents-equal"], run.Invariants["no-unreadable-patches"], run.Invariants["no-missing-tokens"]));
        return run;
    }

    private async Task<RunFile> PassAsync(params string[] options)
    {
        ProcessResult result = await RunAsync(options);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return _cli.ReadRun();
    }

    private Task<ProcessResult> RunAsync(params string[] options) => _cli.RunAsync(["run", "live", "--out", _cli.Out, "--timeout", Patience, .. options]);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(RunFile run, string table, string column)
    {
        ResultTable found = run.Tables.Single(each => each.Name == table);
        return found.Rows[0][found.Columns.Select(each => each.Name).ToList().IndexOf(column)].Number!.Value;
    }
}
