using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class AttributeTests
{
    [Fact]
    public void A_bound_attribute_is_one_operation_and_null_takes_it_away()
    {
        var title = new Signal<string?>("one");
        Screen screen = Screen.Of(() => P(Attr("title", () => title.Value), "text"));

        Assert.Equal(["set 1 title 'two'"], screen.Turn(() => title.Value = "two"));
        Assert.Equal(["unset 1 title"], screen.Turn(() => title.Value = null));
        Assert.Equal(["set 1 title ''"], screen.Turn(() => title.Value = ""));
    }

    [Fact]
    public void A_condition_makes_an_attribute_come_and_go()
    {
        var isBusy = new Signal<bool>(false);
        Screen screen = Screen.Of(() => Button(Disabled(isBusy), "Send"));

        Assert.Equal("<button l=\"1\">Send</button>", screen.Html);
        Assert.Equal(["set 1 disabled ''"], screen.Turn(() => isBusy.Value = true));
        Assert.Equal(["unset 1 disabled"], screen.Turn(() => isBusy.Value = false));
    }

    [Fact]
    public void Another_rendering_changes_adds_and_removes_attributes()
    {
        var step = new Signal<int>(0);
        Screen screen = Screen.Of(() => step.Value switch
        {
            0 => P(Id("a"), Title("t"), Attr("lang", "en")),
            1 => P(Id("b"), Title("t"), Attr("lang", "en")),
            _ => P(Title("t"), Attr("dir", "rtl")),
        });

        Assert.Equal(["set 1 id 'b'"], screen.Turn(() => step.Value = 1));
        Assert.Equal(["unset 1 id", "unset 1 lang", "set 1 dir 'rtl'"], screen.Turn(() => step.Value = 2));
    }

    [Fact]
    public void Classes_of_several_sources_add_up_and_stay_while_one_of_them_says_so()
    {
        var isOn = new Signal<bool>(false);
        var more = new Signal<string>("x on");
        Screen screen = Screen.Of(() => P(Class("base"), Class("on", isOn), Class(() => more.Value)));

        Assert.Equal("<p l=\"1\" class=\"base x on\"></p>", screen.Html);
        Assert.Empty(screen.Turn(() => isOn.Value = true));
        Assert.Equal(["class 1 -x"], screen.Turn(() => more.Value = "base"));
        Assert.Equal(["class 1 -on"], screen.Turn(() => isOn.Value = false));
        Assert.Equal(["class 1 +on", "class 1 +z"], screen.Turn(() => more.Value = "on z"));
    }

    [Fact]
    public void Styles_are_properties_of_their_own()
    {
        var width = new Signal<int>(10);
        Screen screen = Screen.Of(() => Div(Style("color", "red"), Style("width", () => width.Value < 0 ? null : $"{width.Value}%")));

        Assert.Equal("<div l=\"1\" l-style=\"color:red;width:10%\"></div>", screen.Html);
        Assert.Equal(["style 1 width '20%'"], screen.Turn(() => width.Value = 20));
        Assert.Equal(["unstyle 1 width"], screen.Turn(() => width.Value = -1));
    }

    [Fact]
    public void A_semicolon_in_a_style_does_not_begin_another_property()
    {
        Screen screen = Screen.Of(() => Div(Style("color", "red;position:fixed")));

        Assert.DoesNotContain(";position", screen.Html, StringComparison.Ordinal);
        screen.AssertSame();
    }

    [Fact]
    public void Of_two_attributes_of_one_name_the_later_counts() =>
        Assert.Equal("<p l=\"1\" id=\"b\"></p>", Screen.Of(() => P(Id("a"), Id("b"))).Html);

    [Fact]
    public void Other_options_of_a_handler_are_a_new_specification_and_another_handler_is_none()
    {
        var step = new Signal<int>(0);
        int clicks = 0;
        Screen screen = Screen.Of(() =>
        {
            int now = step.Value;
            EventModifier click = OnClick(() => clicks = now);
            return Button(Id("b"), now == 2 ? click.Prevent() : click, "text");
        });

        Assert.Empty(screen.Turn(() => step.Value = 1));
        screen.Click("b");
        Assert.Equal(1, clicks);
        Assert.Equal(["listen 1 'click.p'"], screen.Turn(() => step.Value = 2));
    }

    [Fact]
    public void Handlers_that_come_and_go_are_told_and_found()
    {
        var listens = new Signal<bool>(false);
        Screen screen = Screen.Of(() => listens.Value ? Button(Id("b"), OnClick(() => { })) : Button(Id("b")));

        Assert.Equal(Live.Host.Rendering.DispatchOutcome.NoSuchNode, screen.Click("b"));
        Assert.Equal(["listen 1 'click'"], screen.Turn(() => listens.Value = true));
        Assert.Equal(Live.Host.Rendering.DispatchOutcome.Handled, screen.Click("b"));
        Assert.Equal(["listen 1 ''"], screen.Turn(() => listens.Value = false));
        Assert.Equal(Live.Host.Rendering.DispatchOutcome.NoSuchNode, screen.Click("b"));
    }

    [Fact]
    public void Two_handlers_of_one_event_both_run_and_are_one_item()
    {
        var seen = new List<string>();
        Screen screen = Screen.Of(() => Button(Id("b"), OnClick(() => seen.Add("one")).Debounce(100), OnClick(() => seen.Add("two")).Stop(), OnKeyDown(() => { }).Keys("Enter", "Space")));

        Assert.Contains("l-on=\"click.s keydown.kEnter|Space\"", screen.Html, StringComparison.Ordinal);
        screen.Click("b");
        Assert.Equal(["one", "two"], seen);
    }
}
