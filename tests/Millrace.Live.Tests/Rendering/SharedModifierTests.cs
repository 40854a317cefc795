using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class SharedModifierTests
{
    private static readonly Modifier Primary = Modifiers(Class("btn"), Class("primary"));
    private static readonly Modifier Named = Title("shared");

    [Fact]
    public void One_on_two_elements_follows_its_signal_on_both()
    {
        var title = new Signal<string>("t");
        var both = new Signal<bool>(true);
        Modifier shared = Attr("title", title);
        Screen screen = Screen.Of(() => Div(P(Id("a"), shared), When(both, () => P(Id("b"), shared))));

        Assert.Equal(2, screen.Turn(() => title.Value = "u").Length);
        screen.Turn(() => both.Value = false);
        screen.Turn(() => title.Value = "w");

        Assert.Null(screen.Page.Failure);
        Assert.Equal("w", screen.Document.Attribute(screen.Id("a"), "title"));
    }

    [Fact]
    public void What_an_element_makes_of_it_later_changes_no_other()
    {
        var own = new Signal<bool>(false);
        Screen first = Screen.Of(() => Button(Primary, own.Value ? Title("own") : Named));

        first.Turn(() => own.Value = true);
        Screen second = Screen.Of(() => Button(Primary, Named, Class("big")));

        Assert.Equal("own", first.Document.Attribute(1, "title"));
        Assert.Equal("shared", second.Document.Attribute(1, "title"));
        Assert.Equal("btn primary big", second.Document.Attribute(1, "class"));
        first.Turn(() => own.Value = false);
        Assert.Equal("shared", first.Document.Attribute(1, "title"));
    }

    [Fact]
    public void Many_pages_at_once_may_use_the_same() => Parallel.For(0, 200, _ =>
    {
        var own = new Signal<bool>(false);
        Screen screen = Screen.Of(() => Div(Button(Primary, own.Value ? Title("own") : Named), Button(Named)));
        screen.Turn(() => own.Value = true);
        screen.Turn(() => own.Value = false);
        Assert.Equal("shared", screen.Document.Attribute(2, "title"));
        Assert.Equal("shared", screen.Document.Attribute(3, "title"));
        screen.Page.Unmount();
    });

    [Fact]
    public void None_at_all_beside_another_is_none() => Assert.Contains("class=\"x\"", Screen.Of(() => Div(Modifiers(), Class("x"))).Html, StringComparison.Ordinal);
}
