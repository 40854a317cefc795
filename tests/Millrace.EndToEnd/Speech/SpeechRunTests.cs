using System.Globalization;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Speech;

/// <summary>`millrace run speech` against the server that it starts: each kind of profile with a few clients for a moment, workers, a suite, and what is refused.</summary>
public sealed class SpeechRunTests : IDisposable
{
    // Nobody may fail for the machine being busy: an answer may take this long.
    private const string Patience = "30s";

    private readonly Cli _cli = new();

    [Theory]
    [InlineData("mixed-100", 10)]
    [InlineData("mixed-300", 12)]
    [InlineData("realtime-500", 10)]
    [InlineData("connections-5000", 60)]
    [InlineData("memory-idle-200", 20)]
    [InlineData("untracked", 5)]
    [InlineData("startup", 1)]
    public async Task A_small_part_of_each_profile_is_answered_once_and_in_order(string profile, int clients)
    {
        RunFile run = await PassAsync("--profile", profile, "--clients", clients.ToString(CultureInfo.InvariantCulture), "--duration", "3s", "--warmup", "500ms");

        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.All(run.Invariants, invariant => Assert.Equal(0, invariant.Value));
        Assert.Equal("PASS", Cell(run, "targets", 4, "Status").Text);
        Assert.True(run.Target.ReadyMs > 0);
        if (profile is "realtime-500" or "connections-5000")
        {
            Assert.Equal(clients, Cell(run, "completeness", 0, "Sessions whose count agrees").Number);
            Assert.Equal(clients, Cell(run, "connections", 0, "Held at the same time").Number);
            Assert.Equal("PARTIAL", Cell(run, "targets", 0, "Status").Text);
            Assert.Equal(["voice activity", "queueing", "recogniser", "reply", "network and framework", "as the client saw it"], run.Tables.Single(table => table.Name == "breakdown").Rows.Select(row => row[0].Text));
            Assert.InRange(Cell(run, "breakdown", 2, "mean").Number!.Value, 49, 500);
        }
    }

    [Fact]
    public async Task The_processor_time_and_memory_of_all_workers_count_for_the_target()
    {
        RunFile run = await PassAsync("--profile", "workers-2", "--clients", "10", "--duration", "3s", "--warmup", "500ms");

        Assert.Contains("several processes serve", run.Target.RuntimeProblem, StringComparison.Ordinal);
        Assert.True(run.Target.Usage!.ThreadsMax > 20, $"{run.Target.Usage.ThreadsMax} threads");
        Assert.Equal(2, Cell(run, "costs", 0, "Workers").Number);
        Assert.Equal(0, run.Invariants["chunks-answered-once"]);
    }

    [Fact]
    public async Task Tracking_is_told_by_two_runs_of_a_suite()
    {
        await RunAsync("--profile", "tracking", "--clients", "5", "--duration", "2s", "--warmup", "200ms");

        string suite = await File.ReadAllTextAsync(Path.Combine(_cli.Out, "suite.json"), TestContext.Current.CancellationToken);
        Assert.Contains("The cost of session tracking", suite, StringComparison.Ordinal);
        Assert.Contains("Throughput by load level", suite, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_runs_already_is_a_target_by_its_address_alone()
    {
        await using RunningProcess server = _cli.Start("serve", "speech", "--port", "0", "--ready-json");
        using System.Text.Json.JsonDocument line = System.Text.Json.JsonDocument.Parse(await server.ReadLineAsync(TimeSpan.FromSeconds(60)));
        string address = line.RootElement.GetProperty("addresses").GetProperty("speech").GetString()!;
        RunFile run = await PassAsync("--target", address, "--mode", "websocket", "--clients", "3", "--duration", "2s", "--warmup", "0");

        Assert.False(run.Parameters.Embedded);
        Assert.Equal("NOT MEASURED", Cell(run, "targets", 4, "Status").Text);
    }

    [Theory]
    [InlineData("--set", "encoding=flac", "it is base64 or binary")]
    [InlineData("--set", "colour=red", "colour")]
    [InlineData("--set", "audio=files", "needs the folder")]
    [InlineData("--mode", "shout", "shout")]
    public async Task What_makes_no_sense_is_refused_with_what_to_do(string option, string value, string words)
    {
        ProcessResult result = await RunAsync(option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _cli.Dispose();

    private async Task<RunFile> PassAsync(params string[] options)
    {
        ProcessResult result = await RunAsync(options);
        RunFile run = _cli.ReadRun();
        // Latency thresholds of a profile are for a quiet machine.
        Assert.True(run.Verdict.Ending == RunEnding.Completed && run.Accounting.BrokenIdentities().Count == 0, result.Output + result.Error);
        return run;
    }

    private Task<ProcessResult> RunAsync(params string[] options) => _cli.RunAsync(["run", "speech", "--out", _cli.Out, "--timeout", Patience, .. options]);

    private static TableCell Cell(RunFile run, string table, int row, string column)
    {
        ResultTable found = run.Tables.Single(each => each.Name == table);
        return found.Rows[row][found.Columns.Select(each => each.Name).ToList().IndexOf(column)];
    }
}
