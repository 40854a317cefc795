using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class IgnoredTests
{
    private readonly Signal<int> _count = new(1);

    [Fact]
    public void What_a_script_has_taken_over_is_never_patched()
    {
        Screen screen = Screen.Of(() => Div(Ignore(), Hook("map"), Span(_count), P(Title(() => $"{_count.Value}")), When(() => _count.Value > 1, () => B("more"))));

        Assert.Empty(screen.Turn(() => _count.Value = 2));
        Assert.False(_count.IsObserved);
    }

    [Fact]
    public void A_later_rendering_changes_its_attributes_and_nothing_in_it()
    {
        Screen screen = Screen.Of(() => Div(Div(Id("map"), Ignore(), Hook("map"), Title($"{_count.Value}"), P($"{_count.Value}"), _count.Value > 1 ? P("more") : null)));

        Assert.Equal(["set 2 title '2'"], screen.Turn(() => _count.Value = 2));
    }
}
