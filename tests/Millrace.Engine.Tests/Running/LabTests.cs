using Millrace.Engine.Arrivals;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Shards;
using Millrace.Testing;
using Xunit;

namespace Millrace.Engine.Tests.Running;

public sealed class LabTests
{
    private static readonly FakeSystem _system = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closed_run_accounts_for_every_message_and_passes()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        RunFile run = await RunAsync(_system.Scenario(target.Address, new Closed(), warmUp: 0.1) with { Thresholds = ["loss=0", "errors=0"] });

        Assert.Equal((RunEnding.Completed, VerdictOutcome.Pass), (run.Verdict.Ending, run.Verdict.Outcome));
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal(target.Messages, run.Accounting.Sent);
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.Equal(["connect", "warm-up", "steady", "drain"], run.Phases.Select(phase => phase.Name));
        Assert.Equal(4, run.Phases[0].Operations["connect"].Ok);
        Assert.Equal(run.Phases[2].Accounting.Ok, run.Operations["echo"].Ok);
        Assert.Equal(run.Operations["echo"].Ok, run.Operations["echo"].Response!.Count);
        Assert.InRange(run.Phases[2].EndSeconds - run.Phases[2].StartSeconds, 0.399, 0.401);
    }

    [Fact]
    public async Task Phases_add_up_to_the_run()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        RunFile run = await RunAsync(_system.Scenario(target.Address, new Flood(8), warmUp: 0.2, window: 8));

        Accounting sum = run.Phases.Aggregate(new Accounting(), (all, phase) => all + phase.Accounting);
        Assert.Equal(run.Accounting, sum);
        Assert.All(run.Phases, phase => Assert.Empty(phase.Accounting.BrokenIdentities()));
        Assert.True(run.Accounting.Sent > 100, $"only {run.Accounting.Sent} were sent");
    }

    [Fact]
    public async Task A_freeze_shows_in_the_response_time_and_not_in_the_service_time_of_a_paced_run()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        var watcher = new Watcher();
        watcher.OnNote = note =>
        {
            if (note.Text.Contains("load for", StringComparison.Ordinal))
            {
                // From 0.5 s of the load on, for 300 ms.
                _ = FreezeAsync(target);
            }
        };
        // 10 clients, 100 starts a second each: during the freeze each misses 30.
        Scenario scenario = _system.Scenario(target.Address, new Paced(100), clients: 10, seconds: 1.5) with { OperationTimeout = TimeSpan.FromSeconds(5) };
        RunFile run = await Lab.RunAsync(scenario, watcher, Cancel);

        OperationResult echo = run.Operations["echo"];
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal(1500, run.Accounting.Due);
        Assert.Equal(1500, echo.Ok);
        // A fifth of the starts fell into the freeze, evenly: the 99th percentile is 95 % of its length, were it not for coordinated omission.
        // Other programs on the machine can only add to that, so the limits are from below.
        Assert.True(echo.Response!.P99Ms >= 240, $"response p99 is {echo.Response.P99Ms} ms");
        Assert.True(echo.Response.MaxMs >= 280, $"the longest response is {echo.Response.MaxMs} ms");
        Assert.True(echo.Response.P90Ms >= 100, $"response p90 is {echo.Response.P90Ms} ms");
        Assert.True(echo.Lateness!.P95Ms >= 100, $"lateness p95 is {echo.Lateness.P95Ms} ms");
        // Only the one message that each client had in flight saw the freeze as service time: 10 of 1,500.
        Assert.True(echo.Service!.MaxMs >= 200, $"the longest service is {echo.Service.MaxMs} ms");
        Assert.True(echo.Service.P99Ms < echo.Response.P99Ms / 2, $"service p99 is {echo.Service.P99Ms} ms");

        static async Task FreezeAsync(FakeTarget target)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, Cancel);
            target.FreezeUntil(Shard.Now + Ticks.FromSeconds(0.3));
        }
    }

    [Fact]
    public async Task A_threshold_over_a_window_sees_that_part_alone()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        Scenario scenario = _system.Scenario(target.Address, new Paced(100), clients: 4, seconds: 1.2) with
        {
            OperationTimeout = TimeSpan.FromSeconds(5),
            Thresholds = ["max<350ms", "loss=0@800ms..1200ms", "echo.loss=0@0..800ms"],
        };
        RunFile run = await Lab.RunAsync(scenario, FreezeAtLoad(target, 0.5), Cancel);

        Assert.Equal([ThresholdOutcome.Fail, ThresholdOutcome.Pass, ThresholdOutcome.Pass], run.Thresholds.Select(threshold => threshold.Outcome));
        Assert.Equal("800ms..1.2s", run.Thresholds[1].Window);
        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
    }

    [Fact]
    public async Task An_arrival_without_a_free_client_is_dropped_and_counted()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        RunFile run = await Lab.RunAsync(
            _system.Scenario(target.Address, new ArrivalRate(new ConstantPlan(500)), clients: 2, seconds: 0.4), FreezeAtLoad(target, 0.5), Cancel);

        Assert.Equal(200, run.Accounting.Due);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.True(run.Accounting.Dropped >= 100, $"only {run.Accounting.Dropped} were dropped");
    }

    [Fact]
    public async Task An_arrival_rate_that_the_target_holds_sends_exactly_what_was_planned()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        RunFile run = await RunAsync(_system.Scenario(target.Address, new ArrivalRate(new RampPlan(0, 1000, TimeSpan.FromSeconds(0.5))), clients: 8, seconds: 0.5, window: 64));

        Assert.Equal((250, 250, 0), (run.Accounting.Due, run.Accounting.Ok, run.Accounting.Dropped));
    }

    [Fact]
    public Task Swallowed_messages_are_lost_and_the_client_goes_on_after_the_timeout() => Patience.WithAsync(TimeSpan.FromMilliseconds(100), async timeout =>
    {
        using FakeTarget target = await FakeTarget.StartAsync(n => n == 5 ? Deed.Swallow : Deed.Echo);
        RunFile run = await RunAsync(_system.Scenario(target.Address, new Closed(TimeSpan.FromMilliseconds(5)), clients: 1, seconds: 5 * timeout.TotalSeconds) with { OperationTimeout = timeout });

        Assert.Equal(1, run.Accounting.Lost);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.True(run.Accounting.Ok > 5, $"only {run.Accounting.Ok} were answered");
        Assert.Equal(1, run.Operations["echo"].Errors["lost"]);
    });

    [Fact]
    public Task An_answer_after_the_timeout_is_late_and_stays_in_the_distribution() => Patience.WithAsync(TimeSpan.FromMilliseconds(100), async timeout =>
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        Scenario scenario = _system.Scenario(target.Address, new Closed(), clients: 1, seconds: 3 * timeout.TotalSeconds) with
        {
            OperationTimeout = timeout,
            DrainTimeout = 20 * timeout,
        };
        RunFile run = await Lab.RunAsync(scenario, FreezeAtLoad(target, 5 * timeout.TotalSeconds), Cancel);

        Assert.InRange(run.Accounting.Late, 2, 4);
        Assert.Equal((0, 0), (run.Accounting.Ok, run.Accounting.Lost));
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal(run.Accounting.Late, run.Operations["echo"].Response!.Count);
        Assert.InRange(run.Operations["echo"].Response!.MaxMs, 3 * timeout.TotalMilliseconds, 7 * timeout.TotalMilliseconds);
    });

    [Fact]
    public async Task A_message_that_is_lost_fails_the_window_that_it_was_sent_in_and_no_other()
    {
        using FakeTarget target = await FakeTarget.StartAsync(n => n == 5 ? Deed.Swallow : Deed.Echo);
        // The first window ends within the first second: a page must begin where the load does, though nobody knew when that would be while clients connected.
        Scenario scenario = _system.Scenario(target.Address, new Paced(50), clients: 1, seconds: 0.8, window: 64) with
        {
            OperationTimeout = TimeSpan.FromSeconds(1),
            Thresholds = ["loss=0@0s..400ms", "errors=0@0s..400ms", "loss=0@400ms..800ms"],
        };
        RunFile run = await RunAsync(scenario);

        Assert.Equal(1, run.Accounting.Lost);
        Assert.Equal([ThresholdOutcome.Fail, ThresholdOutcome.Fail, ThresholdOutcome.Pass], run.Thresholds.Select(threshold => threshold.Outcome));
    }

    [Fact]
    public async Task An_iteration_that_begins_nothing_until_the_end_is_dropped_and_the_account_closes()
    {
        var system = new FakeSystem { Clients = static _ => new Ponderer() };
        RunFile run = await RunAsync(system.Scenario(new Uri("tcp://127.0.0.1:1"), new Closed(), clients: 2, seconds: 0.1));

        Assert.Equal((2, 0, 2), (run.Accounting.Due, run.Accounting.Sent, run.Accounting.Dropped));
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Fact]
    public async Task An_operation_that_iterations_begin_with_is_reported_though_it_is_not_the_first_of_the_system()
    {
        var system = new FakeSystem { Info = _system.Info with { Operations = ["publish", "fetch"] }, Clients = static _ => new Fetcher() };
        RunFile run = await RunAsync(system.Scenario(new Uri("tcp://127.0.0.1:1"), new Paced(100), clients: 1, seconds: 0.2));

        Assert.Equal(20, run.Accounting.Due);
        Assert.Equal(20, run.Operations["fetch"].Ok);
    }

    [Fact]
    public async Task A_fault_of_a_run_that_never_began_keeps_its_planned_time()
    {
        Uri gone;
        using (FakeTarget target = await FakeTarget.StartAsync())
        {
            gone = target.Address;
        }

        RunFile run = await RunAsync(_system.Scenario(gone, new Closed(), clients: 1, warmUp: 2) with
        {
            Faults = ["pause@100ms..200ms"],
            TargetPid = Environment.ProcessId, // no client can connect, so nothing is paused
        });
        FaultResult fault = Assert.Single(run.Faults);
        Assert.Equal((2.1, null), (Math.Round(fault.AtSeconds, 6), fault.InjectedAtSeconds));
    }

    [Fact]
    public async Task Doubled_and_corrupted_answers_are_told_apart()
    {
        using FakeTarget target = await FakeTarget.StartAsync(n => n switch { 3 or 7 => Deed.Double, 5 => Deed.Corrupt, _ => Deed.Echo });
        RunFile run = await RunAsync(_system.Scenario(target.Address, new Closed(TimeSpan.FromMilliseconds(2)), clients: 1, seconds: 0.3));

        Assert.Equal((2, 1), (run.Accounting.Duplicated, run.Accounting.Corrupted));
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Fact]
    public async Task A_reset_makes_what_was_in_flight_indefinite_and_the_client_comes_back()
    {
        using FakeTarget target = await FakeTarget.StartAsync(n => n == 20 ? Deed.Reset : Deed.Echo);
        RunFile run = await RunAsync(_system.Scenario(target.Address, new Closed(TimeSpan.FromMilliseconds(1)), clients: 1, seconds: 0.6));

        Assert.Equal(1, run.Accounting.Indefinite);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.True(run.Accounting.Ok > 20, $"only {run.Accounting.Ok} were answered");
        Assert.Equal(1, run.Phases.Single(phase => phase.Measured).Operations["connect"].Ok);
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("1 connections were lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cancelled_run_reports_what_ran()
    {
        using FakeTarget target = await FakeTarget.StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var watcher = new Watcher { OnNote = note => cancel.CancelAfter(note.Text.Contains("load for", StringComparison.Ordinal) ? 300 : 60_000) };
        RunFile run = await Lab.RunAsync(_system.Scenario(target.Address, new Closed(), seconds: 30), watcher, cancel.Token);

        Assert.Equal(RunEnding.Interrupted, run.Verdict.Ending);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.True(run.Accounting.Ok > 0);
        PhaseResult steady = run.Phases.Single(phase => phase.Measured);
        Assert.InRange(steady.EndSeconds - steady.StartSeconds, 0.1, 10);
        Assert.Equal(run.Accounting, run.Phases.Aggregate(new Accounting(), (all, phase) => all + phase.Accounting));
    }

    [Fact]
    public async Task A_target_that_nobody_can_connect_to_fails_the_run_and_says_why()
    {
        Uri gone;
        using (FakeTarget target = await FakeTarget.StartAsync())
        {
            gone = target.Address;
        }

        RunFile run = await RunAsync(_system.Scenario(gone, new Closed(), clients: 2));
        Assert.Equal((RunEnding.TargetDied, VerdictOutcome.Fail), (run.Verdict.Ending, run.Verdict.Outcome));
        Assert.Contains("No client could connect", run.Verdict.Reasons[0], StringComparison.Ordinal);
        Assert.Equal(6, run.Phases[0].Operations["connect"].Errors["refused"]);
    }

    [Fact]
    public async Task A_public_target_is_refused_before_anything_is_sent()
    {
        LabException refused = await Assert.ThrowsAsync<LabException>(() => RunAsync(_system.Scenario(new Uri("tcp://192.0.2.1:9"), new Closed())));
        Assert.Equal(LabFailure.NotAuthorized, refused.Failure);
        Assert.Contains("--authorized", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_with_a_scenario_is_said_at_once()
    {
        Scenario scenario = _system.Scenario(new Uri("http://127.0.0.1:9"), new Closed(), clients: 0) with
        {
            Thresholds = ["p99<1", "ecco.p99<5ms"],
            Faults = ["pause@5s"],
            Parameters = new Dictionary<string, string> { ["colour"] = "blue" },
        };
        LabException refused = await Assert.ThrowsAsync<LabException>(() => RunAsync(scenario));
        Assert.Equal(6, refused.Reasons.Count);
    }

    [Fact]
    public async Task The_folder_holds_the_run_and_its_intervals()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"millrace-{Guid.NewGuid():N}");
        try
        {
            using FakeTarget target = await FakeTarget.StartAsync();
            RunFile run = await RunAsync(_system.Scenario(target.Address, new Closed(), seconds: 1.2) with { OutputFolder = folder });

            Assert.Equal(RunJson.Serialize(run), RunJson.Serialize(RunFolder.ReadRun(folder)));
            IntervalRecord[] intervals = [.. RunFolder.ReadIntervals(folder, [])];
            Assert.Equal(run.Accounting.Sent, intervals.Sum(interval => interval.Accounting.Sent));
            Assert.Equal(run.Accounting.Ok, intervals.Sum(interval => interval.Accounting.Ok));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Clients_that_think_for_times_of_their_own_are_asked_for_them()
    {
        // Where all thought as long as the load says, none would start within the run.
        var system = new FakeSystem { Clients = seat => new Thinker(seat.Index == 0) };
        using FakeTarget target = await FakeTarget.StartAsync();
        RunFile run = await RunAsync(system.Scenario(target.Address, new Closed(TimeSpan.FromHours(1)), clients: 2, seconds: 0.5));

        Assert.True(run.Accounting.Ok > 1, $"{run.Accounting.Ok} iterations");
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    // The load begins a few milliseconds after it is announced.
    private static Watcher FreezeAtLoad(FakeTarget target, double seconds) => new()
    {
        OnNote = note =>
        {
            if (note.Text.Contains("load for", StringComparison.Ordinal))
            {
                target.FreezeUntil(Shard.Now + Ticks.FromSeconds(seconds));
            }
        },
    };

    private static Task<RunFile> RunAsync(Scenario scenario) => Lab.RunAsync(scenario, SilentProgress.Instance, Cancel);

    /// <summary>Thinks before it begins anything, for longer than any run.</summary>
    private sealed class Ponderer : VirtualClient
    {
        public override ValueTask ConnectAsync(StepContext context) => default;

        public override async ValueTask StepAsync(StepContext context) => await context.Shard.Delay(TimeSpan.FromHours(1));

        public override ValueTask CloseAsync(StepContext context) => default;
    }

    /// <summary>Begins its iterations with the second operation of its system, which succeeds at once.</summary>
    private sealed class Fetcher : VirtualClient
    {
        public override ValueTask ConnectAsync(StepContext context) => default;

        public override ValueTask StepAsync(StepContext context)
        {
            Operation fetch = context.Begin(new OperationId(1), 8);
            context.Received();
            fetch.Ok(8);
            return default;
        }

        public override ValueTask CloseAsync(StepContext context) => default;
    }

    /// <summary>Thinks for a millisecond where it is quick, else as long as the load says; knows when the load is over.</summary>
    private sealed class Thinker(bool isQuick) : VirtualClient
    {
        public override TimeSpan ThinkTime(TimeSpan ofLoad) => isQuick ? TimeSpan.FromMilliseconds(1) : ofLoad;

        public override ValueTask ConnectAsync(StepContext context) => default;

        public override ValueTask StepAsync(StepContext context)
        {
            Assert.True(context.IsMeasured);
            Assert.True(context.LoadEnd > context.Due);
            Operation step = context.Begin(new OperationId(0), 8);
            context.Received();
            step.Ok(8);
            return default;
        }

        public override ValueTask CloseAsync(StepContext context) => default;
    }

    private sealed class Watcher : ILabProgress
    {
        public Action<LabNote>? OnNote { get; set; }

        public void Note(LabNote note) => OnNote?.Invoke(note);

        public void Tick(LabTick tick)
        {
        }
    }
}
