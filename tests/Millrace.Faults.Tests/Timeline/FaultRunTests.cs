using Millrace.Testing;
using Xunit;

namespace Millrace.Faults.Tests.Timeline;

public sealed class FaultRunTests
{
    private readonly FakeTime _time = new();
    private readonly List<string> _diary = [];
    private TimeSpan _start;

    [Fact]
    public async Task Faults_come_and_go_at_their_times_from_the_start_of_the_steady_phase()
    {
        _start = TimeSpan.FromSeconds(100); // the run is older than its steady phase
        _time.Advance(_start);
        FaultRun run = Run("latency(1s)@5s..8s; latency(1s)@9s");
        using var end = new CancellationTokenSource();
        Task running = run.RunAsync(_time.GetTimestamp(), end.Token);

        await MoveToAsync(4.9, run, changes: 0);
        await MoveToAsync(5, run, changes: 1);
        await MoveToAsync(8, run, changes: 2);
        await MoveToAsync(9, run, changes: 3);
        await MoveToAsync(1000, run, changes: 3);
        Assert.False(running.IsCompleted); // the second one holds until the end
        await end.CancelAsync();
        await running;

        Assert.Equal([(5.0, 8.0), (9.0, 1000.0)], run.Records.Select(r => (r.InjectedAt!.Value.TotalSeconds, r.LiftedAt!.Value.TotalSeconds)));
        Assert.Equal(["inject", "lift", "inject", "lift at the end"], _diary.Select(d => d.StartsWith("inject", StringComparison.Ordinal) ? "inject" : d));
        Assert.All(run.Records, r => Assert.Null(r.Problem));
    }

    [Fact]
    public async Task A_cancelled_run_lifts_what_holds_and_forgets_what_was_to_come()
    {
        FaultRun run = Run("latency(1s)@1s..60s; latency(1s)@70s..80s");
        using var end = new CancellationTokenSource();
        Task running = run.RunAsync(_time.GetTimestamp(), end.Token);
        await MoveToAsync(1, run, changes: 1);

        await end.CancelAsync();
        await running;

        Assert.Equal("lift at the end", _diary[^1]);
        Assert.Equal(2, _diary.Count);
        Assert.NotNull(run.Records[0].LiftedAt);
        Assert.Equal((null, null, null), (run.Records[1].InjectedAt, run.Records[1].LiftedAt, run.Records[1].Problem));
    }

    [Fact]
    public async Task A_fault_that_fails_is_recorded_and_lifted_and_the_others_go_on()
    {
        FaultRun run = Run("latency(1s)@0s..1s; latency(1s)@2s..3s", new InvalidOperationException("the proxy is gone"));
        Task running = run.RunAsync(_time.GetTimestamp(), CancellationToken.None);
        await MoveToAsync(2, run, changes: 2);
        await running;

        Assert.All(run.Records, r => Assert.Equal((null, null, "the proxy is gone"), (r.InjectedAt, r.LiftedAt, r.Problem)));
        Assert.Equal(2, _diary.Count(d => d == "lift"));
    }

    [Fact]
    public async Task An_injection_is_stamped_and_said_before_it_happens()
    {
        var run = new FaultRun(FaultTimeline.Parse("latency(1s)@0s..1s", new FaultCatalog(new SlowFault(_diary))), new StubTarget(null), 7, _time)
        {
            Changed = record => { lock (_diary) { _diary.Add(record.LiftedAt is null ? "said" : "said to be over"); } },
        };
        Task running = run.RunAsync(_time.GetTimestamp(), CancellationToken.None);
        await MoveToAsync(1, run, changes: 2);
        await running;

        Assert.Equal(["said", "inject", "lift", "said to be over"], _diary.Select(d => d.StartsWith("inject", StringComparison.Ordinal) ? "inject" : d));
    }

    [Fact]
    public async Task One_seed_replays_every_faults_choices_and_another_does_not()
    {
        async Task<string> ChoicesAsync(int seed, string timeline)
        {
            _diary.Clear();
            FaultRun run = Run(timeline, seed: seed);
            using var end = new CancellationTokenSource();
            Task running = run.RunAsync(_time.GetTimestamp(), end.Token);
            await end.CancelAsync();
            await running;
            return _diary[0];
        }

        string first = await ChoicesAsync(42, "latency(1s)@0s");
        Assert.Equal(first, await ChoicesAsync(42, "latency(1s)@0s..9s"));
        Assert.NotEqual(first, await ChoicesAsync(43, "latency(1s)@0s"));
    }

    [Fact]
    public async Task A_kill_without_restart_is_never_lifted()
    {
        using Processes.Child child = Processes.Child.Start();
        var target = new StubTarget(child.Identity, canRestart: true);
        var run = new FaultRun(FaultTimeline.Parse("kill@0s"), target, seed: 1, _time);

        await run.RunAsync(_time.GetTimestamp(), CancellationToken.None);

        FaultRecord record = Assert.Single(run.Records);
        Assert.Equal((TimeSpan.Zero, null, null), (record.InjectedAt, record.LiftedAt, record.Problem));
        Assert.Equal(["expect kill"], target.Asked);
    }

    [Fact]
    public async Task A_restart_comes_when_the_down_time_is_over()
    {
        using Processes.Child child = Processes.Child.Start();
        var target = new StubTarget(child.Identity, canRestart: true);
        var run = new FaultRun(FaultTimeline.Parse("kill(restart,down=2s)@1s"), target, seed: 1, _time);
        Task running = run.RunAsync(_time.GetTimestamp(), CancellationToken.None);
        await MoveToAsync(1, run, changes: 1);
        Assert.DoesNotContain("restart", target.Asked);
        await MoveToAsync(3, run, changes: 2);
        await running;

        Assert.Equal(["expect kill(restart,down=2s)", "restart"], target.Asked);
        Assert.Equal(TimeSpan.FromSeconds(3), run.Records[0].LiftedAt);
    }

    [Fact]
    public async Task A_cancelled_run_resumes_a_paused_process()
    {
        using Processes.Child child = Processes.Child.Start();
        var run = new FaultRun(FaultTimeline.Parse("pause@0s..1h"), new StubTarget(child.Identity), seed: 1, _time);
        using var end = new CancellationTokenSource();
        Task running = run.RunAsync(_time.GetTimestamp(), end.Token);
        await child.UntilAsync(c => c.State == 'T');

        await end.CancelAsync();
        await running;

        await child.UntilAsync(c => c.State == 'S');
    }

    private FaultRun Run(string timeline, Exception? onInject = null, int seed = 7) => new(
        FaultTimeline.Parse(timeline, new FaultCatalog(new SlowFault(_diary, onInject))), new StubTarget(null), seed, _time);

    // Moves the clock, then waits until what is due by then has been noted, so that the next waits are set before the next move.
    private async Task MoveToAsync(double seconds, FaultRun run, int changes)
    {
        TimeSpan goal = TimeSpan.FromSeconds(seconds) + _start;
        _time.Advance(goal - _time.GetElapsedTime(0));
        await Eventually.TrueAsync(() => Changes(run) >= changes, $"change {changes} by {seconds} s");
        Assert.Equal(changes, Changes(run));
    }

    private static int Changes(FaultRun run) =>
        run.Records.Sum(r => (r.InjectedAt is null ? 0 : 1) + (r.LiftedAt is null ? 0 : 1) + (r.Problem is null ? 0 : 1));
}
