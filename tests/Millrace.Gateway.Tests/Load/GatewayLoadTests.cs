using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Engine.Targets;
using Millrace.Gateway.Load;
using Millrace.Gateway.Tests.Host;
using Millrace.Gateway.Tests.Load.Rooms;
using Millrace.Results;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Load;

/// <summary>The gateway's clients against the gateway's own echo, in one process: short runs of every mode.</summary>
public sealed class GatewayLoadTests
{
    private static readonly GatewaySystem _system = new();

    [Theory]
    [InlineData("pingpong", 64)]
    [InlineData("pingpong", 46)]
    [InlineData("pingpong", 70_000)]
    [InlineData("echo", 64)]
    [InlineData("blast", 64)]
    [InlineData("blast", 300_000)]
    public async Task Every_mode_loses_nothing_and_checks_every_echo(string mode, int payload)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(ShardKind.Auto);
        // A megabyte in flight for each client is plenty for a test.
        int window = Math.Clamp(1024 * 1024 / payload, 1, 1024);
        Scenario scenario = Short(gateway, clients: 5).WithMode(mode) with { PayloadBytes = payload };
        RunFile run = await RunAsync(scenario.Load is Flood flood ? scenario with { Load = new Flood(Math.Min(flood.Window, window)) } : scenario);

        Assert.Equal(VerdictOutcome.Pass, run.Verdict.Outcome);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((run.Accounting.Sent, 0, 0), (run.Accounting.Ok, run.Accounting.Lost, run.Accounting.Corrupted));
        Assert.True(run.Operations["echo"].Ok > 5);
        string[] invariants = ["no-misrouted-messages", "no-unreadable-messages", "no-corrupted-messages", "no-duplicated-messages"];
        Assert.All(invariants, invariant => Assert.Equal(0, run.Invariants[invariant]));
        ResultTable summary = run.Tables.Single(table => table.Name == "summary");
        Assert.Equal(mode, summary.Rows[0][2].Text);
        Assert.Equal(mode == "blast", run.Tables.Any(table => table.Name == "ingestion"));
    }

    [Fact]
    public async Task Clients_that_never_read_are_evicted_and_the_report_says_so()
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(ShardKind.Auto, options => options with
        {
            SendTimeout = TimeSpan.FromMilliseconds(200),
            MaxSendQueueBytes = 2 * 1024 * 1024,
        });
        Scenario scenario = Short(gateway, clients: 2).WithMode("blast") with
        {
            PayloadBytes = 64 * 1024,
            Duration = TimeSpan.FromSeconds(20),
            Reconnect = ReconnectPolicy.Off,
            Parameters = new Dictionary<string, string> { ["read"] = "false" },
        };
        RunFile run = await RunAsync(scenario);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((0, run.Accounting.Sent), (run.Accounting.Received, run.Accounting.Indefinite));
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("2 of 2 clients that never read were disconnected", StringComparison.Ordinal));
        Assert.Empty(run.Guides);
        ResultTable summary = run.Tables.Single(table => table.Name == "summary");
        Assert.Equal(default(TableCell), summary.Rows[0][summary.Columns.ToList().FindIndex(column => column.Name == "Loss")]);
        Assert.Equal(RunEnding.Completed, run.Verdict.Ending);
        Assert.True(run.Phases.Single(phase => phase.Measured).EndSeconds < 19, "the run should end with its last client");
    }

    [Fact]
    public async Task A_refused_handshake_is_counted_by_its_status()
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(ShardKind.Auto);
        Scenario scenario = Short(gateway, clients: 1) with { Target = new Uri(gateway.Url, "/elsewhere") };
        RunFile run = await RunAsync(scenario);

        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
        Assert.Equal(3, run.Phases[0].Operations["connect"].Errors["http-404"]);
    }

    [Fact]
    public async Task Text_that_comes_back_as_a_binary_message_is_corrupted()
    {
        using RoomsInTest server = await RoomsInTest.StartAsync(static (message, _) => message == 3 ? Treatment.AsBinary : Treatment.Deliver);
        RunFile run = await RunAsync(Short(server.Url, clients: 1));

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((1, 1), (run.Accounting.Corrupted, run.Invariants["no-corrupted-messages"]));
        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_that_comes_twice_fails_a_run_unless_a_fault_takes_its_backend(bool isBackendKilled)
    {
        using RoomsInTest server = await RoomsInTest.StartAsync(static (message, _) => message == 3 ? Treatment.Twice : Treatment.Deliver);
        RunFile run = await RunAsync(Short(server.Url, clients: 1).WithMode("backend") with
        {
            // The server answers by itself; the backend is only there to be killed.
            CompanionPrograms = new Dictionary<string, TargetProgram> { ["backend"] = new("/bin/sh", "-c", "exec cat >/dev/null") },
            TargetAddresses = new Dictionary<string, Uri> { ["backend"] = new("tcp://127.0.0.1:1") },
            Faults = isBackendKilled ? ["kill(process=backend)@100ms"] : [],
        });

        Assert.Equal(1, run.Accounting.Duplicated);
        Assert.Equal(isBackendKilled, !run.Invariants.ContainsKey("no-duplicated-messages"));
        Assert.Equal(isBackendKilled, run.Findings.Any(finding => finding.Text.StartsWith("1 message came twice", StringComparison.Ordinal)));
        Assert.Equal(isBackendKilled ? VerdictOutcome.Pass : VerdictOutcome.Fail, run.Verdict.Outcome);
    }

    private static Scenario Short(GatewayInTest gateway, int clients) => Short(gateway.Url, clients);

    private static Scenario Short(Uri target, int clients) => Scenario.Of(_system, _system.Profiles[0]) with
    {
        Target = target,
        Clients = clients,
        Duration = TimeSpan.FromSeconds(0.5),
        WarmUp = TimeSpan.Zero,
        OperationTimeout = TimeSpan.FromSeconds(10),
        DrainTimeout = TimeSpan.FromSeconds(10),
        Thresholds = [],
    };

    private static Task<RunFile> RunAsync(Scenario scenario) => Lab.RunAsync(scenario, SilentProgress.Instance, TestContext.Current.CancellationToken);
}
