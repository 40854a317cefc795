using Millrace.Live.Host.Signals;

namespace Millrace.Live.Tests.Signals;

public sealed class ReactionQueueTests
{
    private readonly TestPage _page = new();

    [Fact]
    public void In_a_turn_nothing_runs_before_the_flush_and_then_once()
    {
        var first = new Signal<int>(1);
        var second = new Signal<int>(1);
        var probe = new Probe(_page, () => _ = first.Value + second.Value);

        int ran = _page.Turn(() =>
        {
            first.Value = 2;
            second.Value = 2;
            Assert.Equal(1, probe.Runs);
            Assert.True(_page.HasWork);
        });

        Assert.Equal((1, 2, false), (ran, probe.Runs, _page.HasWork));
        Assert.Equal(1, _page.Scheduled);
    }

    [Fact]
    public void Parents_run_before_children_and_spare_those_they_take_away()
    {
        var source = new Signal<bool>(true);
        var order = new List<string>();
        var child = new Probe(_page, () => order.Add($"child {source.Value}"), depth: 2);
        var parent = new Probe(
            _page,
            () =>
            {
                order.Add($"parent {source.Value}");
                if (!source.Value)
                {
                    child.End();
                }
            },
            depth: 1);
        var effect = _page.Turn(() => _ = new Effect(() => order.Add($"effect {source.Value}")));
        order.Clear();

        _page.Turn(() => source.Value = false);

        Assert.Equal(["parent False", "effect False"], order);
        Assert.Equal(2, parent.Runs);
        Assert.Equal(1, effect);
    }

    [Fact]
    public void Many_of_one_depth_run_in_the_order_of_scheduling()
    {
        Signal<int>[] sources = [.. Enumerable.Range(0, 500).Select(_ => new Signal<int>(0))];
        var order = new List<int>();
        for (int index = 0; index < 500; index++)
        {
            int own = index;
            _ = new Probe(_page, () => order.Add(own + sources[own].Value - sources[own].Value), depth: index % 3);
        }
        order.Clear();

        _page.Turn(() =>
        {
            foreach (Signal<int> source in sources)
            {
                source.Value++;
            }
        });

        Assert.Equal(Enumerable.Range(0, 500).OrderBy(index => index % 3).ThenBy(index => index), order);
    }

    [Fact]
    public void An_effect_may_write_what_is_rendered()
    {
        var query = new Signal<string>("a");
        var echo = new Signal<string>("");
        string shown = "";
        _ = new Probe(_page, () => shown = echo.Value);
        _page.Turn(() => _ = new Effect(() => echo.Value = query.Value + "!"));
        Assert.Equal("a!", shown);

        _page.Turn(() => query.Value = "b");

        Assert.Equal("b!", shown);
    }

    [Fact]
    public void A_rendering_that_disturbs_itself_is_stopped_by_the_budget_and_leaves_an_empty_queue()
    {
        var count = new Signal<int>(0);
        using (_page.Enter())
        {
            _ = new Probe(_page, () => count.Value++);
        }

        Assert.Throws<ReactionLoopException>(() => _page.Flush(50));

        Assert.InRange(count.Peek(), 50, 52);
        Assert.False(_page.HasWork);
    }

    [Fact]
    public void What_throws_is_reported_and_runs_again_after_the_next_change()
    {
        var source = new Signal<int>(0);
        var probe = new Probe(_page, () => _ = source.Value == 1 ? throw new FormatException() : 0);
        var other = new Probe(_page, () => _ = source.Value);

        Assert.Throws<FormatException>(() => _page.Turn(() => source.Value = 1));
        Assert.True(_page.HasWork);
        _page.Turn(() => source.Value = 2);

        Assert.Equal((3, 2), (probe.Runs, other.Runs));
    }

    [Fact]
    public void A_write_outside_of_the_turn_is_refused_and_changes_nothing()
    {
        var source = new Signal<int>(0);
        var doubled = new Computed<int>(() => source.Value * 2);
        var probe = new Probe(_page, () => _ = doubled.Value);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => source.Value = 1);

        Assert.Contains("Page.Post", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, false), (source.Peek(), _page.HasWork));
        probe.End();
        source.Value = 1;
    }

    [Fact]
    public void A_signal_of_another_page_is_refused_for_reading_and_writing()
    {
        var source = new Signal<int>(0);
        _ = new Probe(_page, () => _ = source.Value);
        var other = new TestPage();

        Assert.Contains("SharedSignal", Assert.Throws<InvalidOperationException>(() => new Probe(other, () => _ = source.Value)).Message, StringComparison.Ordinal);
        Assert.Contains("SharedSignal", Assert.Throws<InvalidOperationException>(() => other.Turn(() => source.Value = 1)).Message, StringComparison.Ordinal);
        _page.Turn(() => source.Value = 1);
    }

    [Fact]
    public void The_estimate_returns_to_nothing_when_all_has_ended()
    {
        var text = new Signal<string>("a");
        var list = new Signal<List<string>>([]);
        var joined = new Computed<string>(() => text.Value + list.Value.Count);
        Probe[] probes = [.. Enumerable.Range(0, 100).Select(_ => new Probe(_page, () => _ = joined.Value.Length + text.Value.Length))];
        long before = _page.Bytes;

        _page.Turn(() =>
        {
            text.Value = new string('x', 1000);
            list.Mutate(items => items.AddRange(["a", "b", "c"]));
        });
        Assert.InRange(_page.Bytes - before, 2 * 1000 * 2, 3 * 1000 * 2);
        // Changed behind the signal's back: what was added is what is taken away.
        list.Peek().Clear();
        foreach (Probe probe in probes)
        {
            probe.End();
        }

        Assert.Equal(0, _page.Bytes);
    }

    [Fact]
    public void A_bound_reaction_follows_its_signal()
    {
        var source = new Signal<string>("a");
        var probe = new Probe(_page, () => { });
        using (_page.Enter())
        {
            Assert.Same(source, Reactions.Bind(probe, source));
        }

        _page.Turn(() => source.Value = "b");
        Assert.Equal(2, probe.Runs);
    }

    [Fact]
    public void An_ended_page_schedules_nothing_and_its_token_is_cancelled()
    {
        var source = new Signal<int>(0);
        _ = new Probe(_page, () => _ = source.Value);
        CancellationToken token = _page.Ended;
        using (_page.Enter())
        {
            _page.End();
            source.Value = 1;
        }

        Assert.True(token.IsCancellationRequested);
        Assert.True(_page.Ended.IsCancellationRequested);
        Assert.False(_page.HasWork);
    }

    [Fact]
    public void Kept_state_survives_as_JSON_and_a_changed_type_does_not_hurt()
    {
        var kept = new KeptSignal<Dictionary<string, int>>("cart", new() { ["tea"] = 2 });
        var again = new KeptSignal<Dictionary<string, int>>("cart", []);
        var other = new KeptSignal<int>("cart", 7);

        Assert.True(again.Restore(kept.Save()));
        Assert.False(other.Restore(kept.Save()));

        Assert.Equal(2, again.Peek()["tea"]);
        Assert.Equal(7, other.Peek());
    }
}
