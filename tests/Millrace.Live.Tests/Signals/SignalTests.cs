using Millrace.Live.Host.Signals;

namespace Millrace.Live.Tests.Signals;

public sealed class SignalTests
{
    [Fact]
    public void An_effect_runs_at_once_and_again_when_what_it_read_changes()
    {
        var name = new Signal<string>("Ada");
        var seen = new List<string>();
        using var effect = new Effect(() => seen.Add(name.Value));

        name.Value = "Grace";
        name.Value = "Grace";
        name.Value = "Edsger";

        Assert.Equal(["Ada", "Grace", "Edsger"], seen);
    }

    [Fact]
    public void Reading_with_Peek_or_untracked_subscribes_to_nothing()
    {
        var name = new Signal<string>("Ada");
        int runs = 0;
        using var effect = new Effect(() => runs += name.Peek().Length + Signal.Untracked(() => name.Value).Length);

        name.Value = "Grace";

        Assert.Equal(6, runs);
        Assert.False(name.IsObserved);
    }

    [Fact]
    public void An_own_comparer_decides_what_is_a_change()
    {
        Signal<string> name = Signal.Comparing("ada", StringComparer.OrdinalIgnoreCase);

        Assert.False(name.Set("ADA"));
        Assert.True(name.Set("Grace"));
        Assert.Equal("Grace", name.Peek());
    }

    [Fact]
    public void Mutate_tells_readers_of_a_change_inside_an_object()
    {
        var list = new Signal<List<int>>([]);
        var counts = new List<int>();
        using var effect = new Effect(() => counts.Add(list.Value.Count));

        list.Mutate(items => items.Add(7));

        Assert.Equal([0, 1], counts);
    }

    [Fact]
    public void A_write_inside_a_computed_value_is_refused()
    {
        var source = new Signal<int>(1);
        var computed = new Computed<int>(() => source.Value++);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => computed.Value);

        Assert.Contains("A computed value writes Signal<Int32>", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, source.Peek());
    }

    [Fact]
    public void Update_writes_what_a_function_makes_of_the_value()
    {
        var count = new Signal<int>(4);

        Assert.True(count.Update(value => value + 1));
        Assert.False(count.Update(value => value));

        Assert.Equal(5, count.Value);
    }

    [Theory]
    [InlineData(1234.5, "1234.5")]
    [InlineData(true, "true")]
    [InlineData("<b>", "<b>")]
    [InlineData(null, "")]
    public void A_value_stands_in_a_page_as_text_of_no_country(object? value, string text) => Assert.Equal(text, ValueText.Of(value));
}
