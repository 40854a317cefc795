using Millrace.Live.Tests.Signals;

namespace Millrace.Live.Tests.Async;

public sealed class ResourceTests
{
    private readonly TestPage _page = new();
    private readonly List<Load> _loads = [];

    [Fact]
    public async Task It_loads_when_shown_and_comes_back_to_the_page()
    {
        var resource = new Resource<string>(token => LoadAsync("x", token));
        Assert.Equal(ResourceState.Loading, resource.State);
        Assert.Empty(_loads);
        List<string> seen = Show(resource);

        Flush();
        Assert.Single(_loads);
        _loads[0].Answer.SetResult("here");
        await _page.UntilAsync(() => resource.State == ResourceState.Ready);

        Assert.Equal(["loading", "here"], seen.Distinct());
        Assert.Equal("here", resource.Peek());
    }

    [Fact]
    public async Task A_failure_is_a_state_and_loading_again_mends_it()
    {
        var resource = new Resource<string>(token => LoadAsync("x", token));
        List<string> seen = Show(resource);
        Flush();
        _loads[0].Answer.SetException(new FormatException("no"));
        await _page.UntilAsync(() => resource.State == ResourceState.Failed);
        Assert.Equal("no", resource.Error?.Message);

        _page.Turn(resource.Refetch);
        _loads[1].Answer.SetResult("yes");
        await _page.UntilAsync(() => resource.State == ResourceState.Ready);

        Assert.Equal(["loading", "failed no", "loading", "yes"], Changes(seen));
        Assert.Null(resource.Error);
    }

    [Fact]
    public async Task A_changed_source_cancels_the_load_and_its_late_answer_is_dropped()
    {
        var id = new Signal<int>(1);
        var resource = new Resource<string>(token => LoadAsync($"{id.Value}", token));
        List<string> seen = Show(resource);
        Flush();

        _page.Turn(() => id.Value = 2);
        Assert.True(_loads[0].Token.IsCancellationRequested);
        _loads[1].Answer.SetResult("two");
        await _page.UntilAsync(() => resource.State == ResourceState.Ready);
        _loads[0].Answer.SetResult("one");
        _page.Turn(() => id.Value = 3);
        _loads[2].Answer.SetResult("three");
        await _page.UntilAsync(() => resource.Peek() == "three");

        Assert.Equal(["loading", "two", "three"], Changes(seen));
        Assert.Equal(["1", "2", "3"], _loads.Select(load => load.Key));
    }

    [Fact]
    public async Task While_it_refreshes_the_old_value_stands()
    {
        var resource = new Resource<string>(token => LoadAsync("x", token));
        _ = Show(resource);
        Flush();
        _loads[0].Answer.SetResult("old");
        await _page.UntilAsync(() => resource.State == ResourceState.Ready);

        _page.Turn(resource.Refetch);

        Assert.Equal((ResourceState.Refreshing, "old", true), (resource.State, resource.Peek(), resource.IsLoading));
    }

    [Fact]
    public void A_storm_of_changes_has_at_most_two_loads_in_flight_and_ends_with_the_newest()
    {
        var id = new Signal<int>(0);
        var resource = new Resource<string>(token => LoadAsync($"{id.Value}", token));
        _ = Show(resource);
        Flush();

        // Loaders that ignore their token.
        for (int round = 1; round <= 1000; round++)
        {
            _page.Turn(() => id.Value++);
            Assert.InRange(_loads.Count(load => !load.Answer.Task.IsCompleted), 1, 2);
        }
        Assert.Equal(2, _loads.Count);
        Assert.True(resource.IsLoading);
    }

    [Fact]
    public async Task After_a_storm_the_newest_is_loaded_when_one_returns()
    {
        var id = new Signal<int>(0);
        var resource = new Resource<string>(token => LoadAsync($"{id.Value}", token));
        _ = Show(resource);
        Flush();
        for (int round = 1; round <= 10; round++)
        {
            _page.Turn(() => id.Value++);
        }

        _loads[0].Answer.SetResult("stale");
        await _page.UntilAsync(() => _loads.Count == 3);
        _loads[2].Answer.SetResult("newest");
        await _page.UntilAsync(() => resource.State == ResourceState.Ready);

        Assert.Equal(("10", "newest"), (_loads[2].Key, resource.Peek()));
    }

    [Fact]
    public async Task Shown_no_longer_it_is_cancelled_and_refers_to_nothing()
    {
        var id = new Signal<int>(0);
        var resource = new Resource<string>(token => LoadAsync($"{id.Value}", token));
        var probe = new Probe(_page, () => _ = resource.Value);
        Flush();
        Assert.True(id.IsObserved);

        probe.End();
        Flush();
        Assert.True(_loads[0].Token.IsCancellationRequested);
        Assert.False(id.IsObserved);

        // Shown again, it loads again.
        _ = Show(resource);
        Flush();
        _loads[1].Answer.SetResult("again");
        await _page.UntilAsync(() => resource.State == ResourceState.Ready);
    }

    [Fact]
    public void To_leave_and_come_back_within_one_flush_keeps_the_load()
    {
        var other = new Signal<int>(0);
        var resource = new Resource<string>(token => LoadAsync("x", token));
        var inner = new Probe(_page, () => _ = resource.Value, depth: 1);
        _ = new Probe(_page, () =>
        {
            if (other.Value > 0)
            {
                inner.End();
                inner = new Probe(_page, () => _ = resource.Value, depth: 1);
            }
        });
        Flush();

        _page.Turn(() => other.Value++);

        Assert.False(Assert.Single(_loads).Token.IsCancellationRequested);
    }

    [Fact]
    public void The_end_of_the_page_cancels_the_load()
    {
        var resource = new Resource<string>(token => LoadAsync("x", token));
        _ = Show(resource);
        Flush();

        using (_page.Enter())
        {
            _page.End();
        }

        Assert.True(_loads[0].Token.IsCancellationRequested);
    }

    [Fact]
    public void An_answer_that_is_there_already_needs_no_second_turn()
    {
        var resource = new Resource<string>(_ => Task.FromResult("cached"));
        List<string> seen = Show(resource);

        Flush();

        Assert.Equal("cached", seen[^1]);
    }

    [Fact]
    public void A_loader_that_throws_before_its_first_await_fails_the_same_way()
    {
        var resource = new Resource<string>(_ => throw new FormatException("sync"));
        List<string> seen = Show(resource);

        Flush();

        Assert.Equal("failed sync", seen[^1]);
    }

    [Fact]
    public void A_value_set_by_hand_drops_the_answer_on_its_way()
    {
        var resource = new Resource<string>(token => LoadAsync("x", token));
        List<string> seen = Show(resource);
        Flush();

        _page.Turn(() => resource.Set("mine"));
        _loads[0].Answer.SetResult("theirs");
        Flush();

        Assert.Equal(("mine", ResourceState.Ready), (seen[^1], resource.State));
    }

    [Fact]
    public void With_a_key_it_loads_again_only_for_another_key()
    {
        var name = new Signal<string>("Ada");
        var unrelated = new Signal<int>(0);
        Resource<string> resource = Resource.For(() => name.Value.Length, (key, token) => LoadAsync($"{key}{unrelated.Value}", token));
        _ = Show(resource);
        Flush();

        _page.Turn(() => name.Value = "Bob");
        _page.Turn(() => unrelated.Value = 1);
        Assert.Single(_loads);
        _page.Turn(() => name.Value = "Grace");

        Assert.Equal(["30", "51"], _loads.Select(load => load.Key));
    }

    [Fact]
    public void A_load_that_throws_when_it_is_cancelled_is_reported_and_the_next_begins()
    {
        var name = new Signal<string>("Ada");
        var resource = new Resource<string>(token => LoadAsync(name.Value, token));
        _ = Show(resource);
        Flush();
        _loads[0].Token.Register(() => throw new InvalidOperationException("cancelled badly"));

        _page.Turn(() => name.Value = "Bob");

        Assert.Equal(["Ada", "Bob"], _loads.Select(load => load.Key));
        Assert.Equal("cancelled badly", Assert.Single(_page.Problems).Message);
    }

    // As a turn: what a load awaits comes back through the page's synchronisation context.
    private void Flush() => _page.Turn(() => { });

    private static IEnumerable<string> Changes(List<string> seen) => seen.Where((text, index) => index == 0 || seen[index - 1] != text);

    private List<string> Show(Resource<string> resource)
    {
        var seen = new List<string>();
        _page.Turn(() => _ = new Probe(_page, () => seen.Add(resource.Match(() => "loading", value => value, error => "failed " + error.Message))));
        return seen;
    }

    private Task<string> LoadAsync(string key, CancellationToken token)
    {
        var load = new Load(key, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously), token);
        _loads.Add(load);
        return load.Answer.Task;
    }

    private sealed record Load(string Key, TaskCompletionSource<string> Answer, CancellationToken Token);
}
