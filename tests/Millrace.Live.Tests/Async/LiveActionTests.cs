using Millrace.Live.Tests.Signals;

namespace Millrace.Live.Tests.Async;

public sealed class LiveActionTests
{
    private readonly TestPage _page = new();
    private readonly List<Job> _jobs = [];

    [Fact]
    public async Task A_queue_runs_one_after_the_other_and_drops_what_it_has_no_room_for()
    {
        var action = new LiveAction<int>(RunAsync, ActionPolicy.Queue(waiting: 2));

        ActionOutcome[] outcomes = Run(action, 1, 2, 3, 4);
        Assert.Equal([ActionOutcome.Started, ActionOutcome.Queued, ActionOutcome.Queued, ActionOutcome.Dropped], outcomes);
        Assert.True(action.Pending.Value);
        for (int index = 0; index < 3; index++)
        {
            int next = index + 1;
            await _page.UntilAsync(() => _jobs.Count == next);
            _jobs[index].Done.SetResult();
        }
        await _page.UntilAsync(() => !action.Pending.Peek());

        Assert.Equal([1, 2, 3], _jobs.Select(job => job.Input));
    }

    [Fact]
    public async Task While_busy_it_drops()
    {
        var action = new LiveAction<int>(RunAsync, ActionPolicy.DropWhileBusy);

        Assert.Equal([ActionOutcome.Started, ActionOutcome.Dropped], Run(action, 1, 2));
        _jobs[0].Done.SetResult();
        await _page.UntilAsync(() => !action.Pending.Peek());

        Assert.Equal([ActionOutcome.Started], Run(action, 3));
        Assert.Equal([1, 3], _jobs.Select(job => job.Input));
    }

    [Fact]
    public async Task The_newest_cancels_the_one_before()
    {
        var action = new LiveAction<int>(RunAsync, ActionPolicy.CancelPrevious);

        Run(action, 1, 2);
        Assert.True(_jobs[0].Token.IsCancellationRequested);
        Assert.False(_jobs[1].Token.IsCancellationRequested);
        _jobs[0].Done.SetException(new OperationCanceledException());
        _jobs[1].Done.SetResult();
        await _page.UntilAsync(() => !action.Pending.Peek());

        Assert.Null(action.Error.Value);
        Assert.Empty(_page.Problems);
    }

    [Fact]
    public async Task A_storm_on_one_that_ignores_its_token_is_bounded_and_ends_with_the_newest()
    {
        var action = new LiveAction<int>(RunAsync, ActionPolicy.CancelPrevious);

        Run(action, [.. Enumerable.Range(0, 1000)]);
        Assert.Equal(4, _jobs.Count);
        _jobs[0].Done.SetResult();
        await _page.UntilAsync(() => _jobs.Count == 5);

        Assert.Equal(999, _jobs[4].Input);
        Assert.False(_jobs[4].Token.IsCancellationRequested);
    }

    [Fact]
    public async Task In_parallel_means_up_to_a_number()
    {
        var action = new LiveAction<int>(RunAsync, ActionPolicy.Parallel(2, waiting: 1));

        Assert.Equal([ActionOutcome.Started, ActionOutcome.Started, ActionOutcome.Queued, ActionOutcome.Dropped], Run(action, 1, 2, 3, 4));
        _jobs[1].Done.SetResult();
        await _page.UntilAsync(() => _jobs.Count == 3);

        Assert.Equal(3, _jobs[2].Input);
    }

    [Fact]
    public async Task An_error_is_shown_until_the_next_run_begins_and_logged_where_nobody_shows_it()
    {
        var action = new LiveAction<int>(RunAsync);
        Run(action, 1);
        _jobs[0].Done.SetException(new FormatException("first"));
        await _page.UntilAsync(() => !action.Pending.Peek());
        Assert.Equal("first", action.Error.Value?.Message);
        Assert.Equal("first", Assert.Single(_page.Problems).Message);

        _ = new Probe(_page, () => _ = action.Error.Value);
        Run(action, 2);
        Assert.Null(action.Error.Peek());
        _jobs[1].Done.SetException(new FormatException("second"));
        await _page.UntilAsync(() => action.Error.Peek() is not null);

        Assert.Single(_page.Problems);
    }

    [Fact]
    public async Task A_body_that_throws_before_its_first_await_is_an_error_like_any_other()
    {
        var action = new LiveAction<int>((_, _) => throw new FormatException("sync"));
        Run(action, 1);
        await _page.UntilAsync(() => action.Error.Peek() is not null);

        Assert.Equal("sync", action.Error.Value?.Message);
        Assert.False(action.Pending.Value);
    }

    [Fact]
    public async Task After_its_awaits_it_may_write_what_the_page_shows()
    {
        var saved = new Signal<string>("");
        string shown = "";
        _ = new Probe(_page, () => shown = saved.Value);
        var action = new LiveAction(async token =>
        {
            await RunAsync(0, token);
            saved.Value = "saved";
        });

        _page.Turn(() => action.Run());
        _jobs[0].Done.SetResult();
        await _page.UntilAsync(() => !action.Pending.Peek());

        Assert.Equal("saved", shown);
        Assert.Empty(_page.Problems);
    }

    [Fact]
    public void The_end_of_the_page_cancels_what_runs_and_later_runs_are_dropped()
    {
        var action = new LiveAction<int>(RunAsync);
        Run(action, 1);
        using (_page.Enter())
        {
            _page.End();
        }

        Assert.True(_jobs[0].Token.IsCancellationRequested);
        Assert.Equal([ActionOutcome.Dropped], Run(action, 2));
    }

    [Fact]
    public async Task A_time_out_that_nobody_here_asked_for_is_an_error()
    {
        var action = new LiveAction<int>(RunAsync);
        Run(action, 1);

        _jobs[0].Done.SetCanceled(CancellationToken.None);
        await _page.UntilAsync(() => !action.Pending.Peek());

        Assert.IsType<OperationCanceledException>(action.Error.Peek());
        Assert.Single(_page.Problems);
    }

    [Fact]
    public void What_throws_when_it_is_cancelled_is_reported_and_the_next_run_begins()
    {
        var action = new LiveAction<int>(RunAsync, ActionPolicy.CancelPrevious);
        Run(action, 1);
        _jobs[0].Token.Register(() => throw new InvalidOperationException("cancelled badly"));

        Assert.Equal([ActionOutcome.Started], Run(action, 2));
        Assert.Equal("cancelled badly", Assert.Single(_page.Problems).Message);
    }

    [Fact]
    public void A_policy_needs_room_for_one()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ActionPolicy.Queue(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ActionPolicy.Parallel(0));
    }

    private ActionOutcome[] Run(LiveAction<int> action, params int[] inputs)
    {
        ActionOutcome[] outcomes = [];
        _page.Turn(() => outcomes = [.. inputs.Select(action.Run)]);
        return outcomes;
    }

    private Task RunAsync(int input, CancellationToken token)
    {
        var job = new Job(input, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), token);
        _jobs.Add(job);
        return job.Done.Task;
    }

    private sealed record Job(int Input, TaskCompletionSource Done, CancellationToken Token);
}
