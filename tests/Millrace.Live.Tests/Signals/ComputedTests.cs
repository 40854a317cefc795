using Millrace.Live.Host.Signals;

namespace Millrace.Live.Tests.Signals;

public sealed class ComputedTests
{
    [Fact]
    public void Nothing_is_computed_before_it_is_read_and_nothing_twice()
    {
        int runs = 0;
        var source = new Signal<int>(2);
        var square = new Computed<int>(() =>
        {
            runs++;
            return source.Value * source.Value;
        });
        Assert.Equal(0, runs);

        Assert.Equal((4, 4), (square.Value, square.Value));
        Assert.Equal(1, runs);

        source.Value = 3;
        Assert.Equal(9, square.Value);
        Assert.Equal(2, runs);
    }

    [Fact]
    public void A_diamond_runs_its_end_once_and_never_sees_half_a_change()
    {
        var source = new Signal<int>(1);
        var left = new Computed<int>(() => source.Value + 1);
        var right = new Computed<int>(() => source.Value * 10);
        var seen = new List<(int, int)>();
        using var effect = new Effect(() => seen.Add((left.Value, right.Value)));

        source.Value = 2;

        Assert.Equal([(2, 10), (3, 20)], seen);
    }

    [Fact]
    public void An_equal_outcome_runs_no_reader()
    {
        var source = new Signal<int>(1);
        var isEven = new Computed<bool>(() => source.Value % 2 == 0);
        var label = new Computed<string>(() => isEven.Value ? "even" : "odd");
        int runs = 0;
        using var effect = new Effect(() => runs += label.Value.Length > 0 ? 1 : 0);

        source.Value = 3;
        Assert.Equal(1, runs);
        source.Value = 4;
        Assert.Equal(2, runs);
    }

    [Fact]
    public void What_is_no_longer_read_no_longer_triggers()
    {
        var useFirst = new Signal<bool>(true);
        var first = new Signal<string>("a");
        var second = new Signal<string>("b");
        int runs = 0;
        var chosen = new Computed<string>(() =>
        {
            runs++;
            return useFirst.Value ? first.Value : second.Value;
        });
        using var effect = new Effect(() => _ = chosen.Value);

        second.Value = "c";
        Assert.Equal(1, runs);
        useFirst.Value = false;
        Assert.Equal(2, runs);
        first.Value = "d";
        Assert.Equal(2, runs);
        Assert.False(first.IsObserved);
        Assert.True(second.IsObserved);
    }

    [Fact]
    public void An_exception_reaches_each_reader_and_is_tried_again_when_a_source_changes()
    {
        int runs = 0;
        var divisor = new Signal<int>(0);
        var quotient = new Computed<int>(() =>
        {
            runs++;
            return 10 / divisor.Value;
        });

        Assert.Throws<DivideByZeroException>(() => quotient.Value);
        Assert.Throws<DivideByZeroException>(() => quotient.Value);
        Assert.Equal(1, runs);
        divisor.Value = 5;
        Assert.Equal(2, quotient.Value);
    }

    [Fact]
    public void An_effect_that_failed_runs_again_when_the_computed_value_recovers()
    {
        var divisor = new Signal<int>(1);
        var quotient = new Computed<int>(() => 10 / divisor.Value);
        var seen = new List<int>();
        using var effect = new Effect(() => seen.Add(quotient.Value));

        Assert.Throws<DivideByZeroException>(() => divisor.Value = 0);
        divisor.Value = 2;

        Assert.Equal([10, 5], seen);
    }

    [Fact]
    public void A_value_that_needs_itself_is_an_error_that_says_so()
    {
        Computed<int>? second = null;
        var first = new Computed<int>(() => second!.Value + 1);
        second = new Computed<int>(() => first.Value + 1);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => second.Value);
        Assert.Contains("reads itself", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_former_circle_is_none()
    {
        // second read first while the switch was on; afterwards first reads second. That is never a circle at any one time.
        var on = new Signal<bool>(true);
        Computed<int>? second = null;
        var first = new Computed<int>(() => on.Value ? 1 : second!.Value + 1);
        second = new Computed<int>(() => on.Value ? first.Value + 1 : 10);
        int seen = 0;
        using var effect = new Effect(() => seen = second.Value + first.Value);
        Assert.Equal(3, seen);

        on.Value = false;

        Assert.Equal(21, seen);
    }

    [Fact]
    public void A_computed_value_that_nobody_observes_is_referred_to_by_nobody()
    {
        var source = new Signal<int>(1);
        var computed = new Computed<int>(() => source.Value);
        Assert.Equal(1, computed.Value);
        Assert.False(source.IsObserved);

        var effect = new Effect(() => _ = computed.Value);
        Assert.True(source.IsObserved);
        effect.Dispose();

        Assert.False(source.IsObserved);
        source.Value = 8;
        Assert.Equal(8, computed.Value);
    }

    [Fact]
    public void A_chain_too_long_for_the_stack_fails_and_does_not_end_the_process()
    {
        var source = new Signal<int>(0);
        Readable<int> last = source;
        for (int link = 0; link < 100_000; link++)
        {
            Readable<int> before = last;
            last = new Computed<int>(() => before.Value + 1);
        }

        Assert.Throws<InsufficientExecutionStackException>(() => last.Value);
    }

    [Fact]
    public void A_long_list_of_sources_is_tracked_without_repetitions()
    {
        Signal<int>[] sources = [.. Enumerable.Range(0, 200).Select(value => new Signal<int>(value))];
        var filter = new Signal<int>(0);
        var sum = new Computed<int>(() => sources.Sum(source => source.Value + filter.Value));
        int runs = 0;
        var effect = new Effect(() => runs += sum.Value > 0 ? 1 : 0);

        sources[199].Value++;
        filter.Value = 1;
        Assert.Equal(3, runs);
        Assert.Equal(201, ((IReaction)sum).Links.Count);

        effect.Dispose();
        Assert.All(sources, source => Assert.False(source.IsObserved));
        Assert.False(filter.IsObserved);
    }
}
