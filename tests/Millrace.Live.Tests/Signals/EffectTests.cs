namespace Millrace.Live.Tests.Signals;

public sealed class EffectTests
{
    [Fact]
    public void Clean_up_runs_before_the_next_run_and_at_the_end()
    {
        var topic = new Signal<string>("a");
        var log = new List<string>();
        var effect = new Effect(() =>
        {
            string name = topic.Value;
            log.Add("open " + name);
            Effect.OnCleanUp(() => log.Add("close " + name));
        });

        topic.Value = "b";
        effect.Dispose();
        effect.Dispose();
        topic.Value = "c";

        Assert.Equal(["open a", "close a", "open b", "close b"], log);
        Assert.False(topic.IsObserved);
    }

    [Fact]
    public void An_effect_in_an_effect_ends_when_the_outer_one_runs_again()
    {
        var outer = new Signal<int>(0);
        var inner = new Signal<int>(0);
        int innerRuns = 0;
        using var effect = new Effect(() =>
        {
            _ = outer.Value;
            _ = new Effect(() =>
            {
                _ = inner.Value;
                innerRuns++;
            });
        });
        outer.Value = 1;
        outer.Value = 2;
        Assert.Equal(3, innerRuns);

        inner.Value = 1;

        Assert.Equal(4, innerRuns);
    }

    [Fact]
    public void Clean_up_belongs_somewhere()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Effect.OnCleanUp(() => { }));
        Assert.Contains("outside of an effect", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Clean_up_reads_untracked_and_a_throwing_one_keeps_no_other_from_running()
    {
        var trigger = new Signal<int>(0);
        var other = new Signal<int>(0);
        var log = new List<string>();
        var effect = new Effect(() =>
        {
            log.Add($"run {trigger.Value}");
            Effect.OnCleanUp(() => log.Add($"other {other.Value}"));
            Effect.OnCleanUp(() => throw new FormatException("clean-up"));
        });

        Assert.Throws<FormatException>(() => trigger.Value = 1);
        other.Value = 5;

        Assert.Equal(["run 0", "other 0", "run 1"], log);
        Assert.Throws<FormatException>(effect.Dispose);
        Assert.False(trigger.IsObserved);
    }

    [Fact]
    public void In_a_batch_an_effect_runs_once_at_its_end()
    {
        var first = new Signal<int>(0);
        var second = new Signal<int>(0);
        var seen = new List<int>();
        using var effect = new Effect(() => seen.Add(first.Value + second.Value));

        Batch.Run(() =>
        {
            first.Value = 1;
            Batch.Run(() => second.Value = 2);
            Assert.Single(seen);
        });

        Assert.Equal([0, 3], seen);
    }

    [Fact]
    public void A_value_that_is_back_where_it_was_still_runs_plain_readers_but_not_those_of_a_computed_value()
    {
        var source = new Signal<int>(1);
        var isOdd = new Computed<bool>(() => source.Value % 2 == 1);
        int runs = 0;
        using var effect = new Effect(() => runs += isOdd.Value ? 1 : 1);

        Batch.Run(() =>
        {
            source.Value = 2;
            source.Value = 1;
        });

        Assert.Equal(1, runs);
    }

    [Fact]
    public void An_effect_that_writes_what_it_reads_is_stopped()
    {
        var count = new Signal<int>(0);

        ReactionLoopException error = Assert.Throws<ReactionLoopException>(() => new Effect(() => count.Value++));

        Assert.Contains("did not come to rest", error.Message, StringComparison.Ordinal);
        Assert.True(count.Peek() > 1);
    }

    [Fact]
    public void An_effect_that_reaches_its_goal_by_itself_is_none_of_that()
    {
        var count = new Signal<int>(0);
        using var effect = new Effect(() => count.Value = Math.Min(count.Value + 1, 10));

        Assert.Equal(10, count.Peek());
    }

    [Fact]
    public void An_exception_in_one_effect_reaches_the_writer_and_the_others_run()
    {
        var source = new Signal<int>(0);
        var seen = new List<int>();
        using var bad = new Effect(() => _ = source.Value == 1 ? throw new FormatException("bad") : 0);
        using var good = new Effect(() => seen.Add(source.Value));

        Assert.Throws<FormatException>(() => source.Value = 1);
        source.Value = 2;

        Assert.Equal([0, 1, 2], seen);
    }

    [Fact]
    public void An_effect_may_end_itself_while_it_runs()
    {
        var source = new Signal<int>(0);
        Effect? effect = null;
        int cleaned = 0;
        effect = new Effect(() =>
        {
            Effect.OnCleanUp(() => cleaned++);
            if (source.Value == 1)
            {
                effect!.Dispose();
            }
        });

        source.Value = 1;
        source.Value = 2;

        Assert.Equal(2, cleaned);
        Assert.False(source.IsObserved);
    }

    [Fact]
    public void A_computed_value_makes_no_effects()
    {
        var computed = new Computed<int>(() =>
        {
            _ = new Effect(() => { });
            return 1;
        });

        Assert.Contains("makes an Effect", Assert.Throws<InvalidOperationException>(() => computed.Value).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_refers_to_an_effect_that_has_ended()
    {
        Signal<int>[] sources = [.. Enumerable.Range(0, 50).Select(value => new Signal<int>(value))];
        var total = new Computed<int>(() => sources.Sum(source => source.Value));
        Effect[] effects = [.. Enumerable.Range(0, 100).Select(index => new Effect(() => _ = total.Value + sources[index % 50].Value))];
        Assert.All(sources, source => Assert.True(source.IsObserved));

        // Neither in the order of making nor against it.
        foreach (Effect effect in effects.OrderBy(effect => effects.AsSpan().IndexOf(effect) * 37 % 100))
        {
            effect.Dispose();
        }

        Assert.All(sources, source => Assert.False(source.IsObserved));
        Assert.False(total.IsObserved);
    }
}
