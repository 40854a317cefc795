using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Gateway.Load;
using Millrace.Results;
using Millrace.Testing;

namespace Millrace.Gateway.Tests.Load.Rooms;

/// <summary>Mode rooms against a server that does to single copies what a gateway must never do: each must show.</summary>
public sealed class RoomsRunTests
{
    private static readonly GatewaySystem _system = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Every_member_gets_every_message_and_a_publish_takes_as_long_as_its_last_copy() => WithPatienceAsync(async seconds =>
    {
        using RoomsInTest server = await RoomsInTest.StartAsync();
        RunFile run = await RunAsync(server, seconds);

        (OperationResult publish, OperationResult delivery) = (run.Operations["publish"], run.Operations["delivery"]);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((30, 180), (publish.Ok, delivery.Ok));
        Assert.Equal(0, run.Accounting.Loss + run.Accounting.Dropped);
        Assert.All(run.Invariants, invariant => Assert.Equal(0, invariant.Value));
        Assert.True(publish.Response!.P50Ms >= delivery.Response!.P50Ms);
        ResultTable table = run.Tables.Single(table => table.Name == "fan-out");
        Assert.Equal((1.0, 6.0, 0.0), (table.Rows[0][0].Number, table.Rows[0][1].Number, table.Rows[0][2].Number));
        Assert.Equal(delivery.RatePerSecond, table.Rows[0][4].Number);
        Assert.Equal(["rooms", "rooms"], [run.Mode, run.Tables.Single(table => table.Name == "summary").Rows[0][2].Text!]);
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("Every one of 180 copies came", StringComparison.Ordinal));
    });

    [Fact]
    public Task Rooms_do_not_mix_and_without_a_rate_the_next_message_waits_for_the_last_member() => WithPatienceAsync(async seconds =>
    {
        using RoomsInTest server = await RoomsInTest.StartAsync();
        RunFile run = await RunAsync(server, seconds, members: 3, load: new Closed());

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.True(run.Operations["publish"].Ok > 4, "two publishers should come further in half a second");
        Assert.Equal(3 * run.Phases.Sum(phase => Ok(phase, "publish")), run.Phases.Sum(phase => Ok(phase, "delivery")));
        Assert.Equal(0, run.Invariants["no-misrouted-messages"]);
        Assert.Contains(run.Findings, finding => finding.Text.Contains("to 2 rooms of 3 members", StringComparison.Ordinal));
    });

    [Fact]
    public Task A_copy_that_never_comes_is_lost_and_its_message_too() => WithPatienceAsync(async seconds =>
    {
        using RoomsInTest server = await RoomsInTest.StartAsync(Once(3, 2, Treatment.Drop));
        RunFile run = await RunAsync(server, seconds);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((1, 1), (run.Operations["delivery"].Errors["lost"], run.Operations["publish"].Errors["lost"]));
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("1 of 180 copies did not come", StringComparison.Ordinal));
    });

    [Theory]
    [InlineData(Treatment.Twice, "no-duplicated-messages", 0)]
    [InlineData(Treatment.AfterTheNext, "no-reordered-messages", 0)]
    [InlineData(Treatment.ElsewhereToo, "no-misrouted-messages", 0)]
    [InlineData(Treatment.Damaged, "no-corrupted-messages", 1)]
    [InlineData(Treatment.AsBinary, "no-corrupted-messages", 1)]
    public Task What_must_never_happen_to_a_copy_is_counted_once_and_fails_the_run(object treatment, string invariant, int corrupted) => WithPatienceAsync(async seconds =>
    {
        using RoomsInTest server = await RoomsInTest.StartAsync(Once(3, 1, (Treatment)treatment, members: 3));
        RunFile run = await RunAsync(server, seconds, members: 3);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal(1, run.Invariants[invariant]);
        Assert.Equal(1, run.Invariants.Values.Sum());
        Assert.Equal(0, run.Accounting.Lost);
        Assert.Equal(corrupted, run.Operations["delivery"].Errors.GetValueOrDefault("corrupted"));
        Assert.Equal(corrupted, run.Operations["publish"].Errors.GetValueOrDefault("corrupted"));
        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public Task A_member_that_is_cut_off_comes_back_and_nobody_else_notices(int member) => WithPatienceAsync(async seconds =>
    {
        using RoomsInTest server = await RoomsInTest.StartAsync(Once(3, member, Treatment.CutOff));
        RunFile run = await RunAsync(server, seconds);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.All(run.Invariants, invariant => Assert.Equal(0, invariant.Value));
        Assert.Equal(0, run.Accounting.Lost);
        Assert.True(run.Accounting.Indefinite > 0, "the copy of the member that was cut off has an unknown fate");
        Assert.True(run.Operations["delivery"].Ok > 6 * 4, "the room goes on");
    });

    [Fact]
    public Task Members_that_never_read_have_no_part_in_the_figures_and_their_evictions_are_counted() => WithPatienceAsync(async seconds =>
    {
        using RoomsInTest server = await RoomsInTest.StartAsync(static (message, member) => message == 2 && member == 5 ? Treatment.CutOff : Treatment.Deliver);
        RunFile run = await RunAsync(server, seconds, slow: 2);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((30, 120, 0), (run.Operations["publish"].Ok, run.Operations["delivery"].Ok, run.Accounting.Loss));
        Finding finding = Assert.Single(run.Findings, finding => finding.Text.StartsWith("2 members never read: 1 of them were cut off", StringComparison.Ordinal));
        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        ThresholdResult kept = Assert.Single(run.Thresholds, threshold => threshold.Expression == "count.slow-kept=0");
        Assert.Equal((1.0, ThresholdOutcome.Fail), (kept.Observed, kept.Outcome));
        ResultTable table = run.Tables.Single(table => table.Name == "fan-out");
        Assert.Equal(1.0, table.Rows[0][^1].Number);
    });

    private static long Ok(PhaseResult phase, string operation) => phase.Operations.GetValueOrDefault(operation)?.Ok ?? 0;

    // Clients connect in the order of their numbers, so a member's number in its room is its rank there.
    private static Func<int, int, Treatment> Once(int message, int member, Treatment treatment, int members = 0)
    {
        int left = 1;
        return (at, who) => at == message && who == member && Interlocked.Decrement(ref left) == 0 ? treatment : Treatment.Deliver;
    }

    // Thirty messages, over a time that a stalled machine can be given more of.
    private static Task WithPatienceAsync(Func<double, Task> body) => Patience.WithAsync(TimeSpan.FromSeconds(0.5), time => body(time.TotalSeconds));

    private static Task<RunFile> RunAsync(RoomsInTest server, double seconds, int members = 0, int slow = 0, LoadModel? load = null)
    {
        const int clients = 6;
        Scenario scenario = Scenario.Of(_system, _system.Profiles.Single(profile => profile.Name == "rooms")) with
        {
            Target = server.Url,
            Clients = clients,
            ConnectRate = 25 / seconds, // one after another: a member's number is its rank
            Duration = TimeSpan.FromSeconds(seconds),
            WarmUp = TimeSpan.Zero,
            OperationTimeout = TimeSpan.FromSeconds(10),
            DrainTimeout = TimeSpan.FromSeconds(seconds),
            Thresholds = slow > 0 ? ["count.slow-kept=0"] : [],
            // Two shards on one processor: members and publisher on different ones.
            GeneratorCpus = [0, 0],
            Load = load ?? new Paced(30 / seconds / clients),
            Parameters = new Dictionary<string, string> { ["members"] = $"{members}", ["slow"] = $"{slow}" },
        };
        return Lab.RunAsync(scenario, SilentProgress.Instance, Cancel);
    }
}
