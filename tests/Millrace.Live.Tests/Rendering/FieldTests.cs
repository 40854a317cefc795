using Millrace.Live.Host.Rendering;
using Millrace.Live.Wire;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class FieldTests
{
    private readonly Signal<string> _name = new("Ada");

    [Fact]
    public void What_was_typed_into_a_bound_field_is_not_sent_back()
    {
        Screen screen = Screen.Of(() => Form(Input(Id("f"), Bind(_name)), P(_name)));

        Assert.Equal(DispatchOutcome.Handled, screen.Input("f", "Grace"));
        Assert.Equal(["text 4 'Grace'"], screen.Flush());
        Assert.Equal("Grace", _name.Peek());
        Assert.Equal(["text 4 'Edsger'", "value 2 'Edsger'"], screen.Turn(() => _name.Value = "Edsger").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_the_handler_makes_of_the_text_is_sent()
    {
        Screen screen = Screen.Of(() => Input(Id("f"), Value(_name), OnInput(text => _name.Value = text.ToUpperInvariant())));

        screen.Input("f", "ada");
        Assert.Equal(["value 1 'ADA'"], screen.Flush());
        screen.Input("f", "ADA");
        Assert.Empty(screen.Flush());
    }

    [Fact]
    public void What_the_handler_refuses_is_put_back_though_the_signal_has_not_changed()
    {
        Screen screen = Screen.Of(() => Input(Id("f"), Value(_name), OnInput((string _) => { })));

        screen.Input("f", "Adam");
        Assert.Equal(["value 1 'Ada'"], screen.Flush());
    }

    [Fact]
    public void A_fixed_value_is_the_first_one_and_stays_the_users()
    {
        var other = new Signal<int>(0);
        Screen screen = Screen.Of(() => Div(P(other.Value), Input(Id("f"), Value("first"), OnInput((string _) => { }))));

        screen.Input("f", "typed");
        Assert.Empty(screen.Flush());
        Assert.Equal(["text 3 '1'"], screen.Turn(() => other.Value = 1));
    }

    [Fact]
    public void A_value_that_is_no_number_is_refused_and_the_field_shows_the_signal_again()
    {
        var age = new Signal<int>(36);
        Screen screen = Screen.Of(() => Input(Id("f"), Type("number"), Bind(age)));

        Assert.Equal(DispatchOutcome.Refused, screen.Change("f", "old"));
        Assert.Equal(["value 1 '36'"], screen.Flush());
        Assert.Equal(DispatchOutcome.Handled, screen.Change("f", "37"));
        Assert.Empty(screen.Flush());
        Assert.Equal(37, age.Peek());
    }

    [Fact]
    public void A_box_and_a_signal_go_both_ways()
    {
        var done = new Signal<bool>(false);
        Screen screen = Screen.Of(() => Input(Id("f"), Type("checkbox"), Bind(done)));

        Assert.Equal(["checked 1 1"], screen.Turn(() => done.Value = true));
        screen.Toggle("f", false);
        Assert.False(done.Peek());
        Assert.Empty(screen.Flush());
        Assert.Equal(["checked 1 1"], screen.Turn(() => done.Value = true));
    }

    [Fact]
    public void A_text_area_is_served_with_its_text_and_its_first_line_end()
    {
        _name.Value = "\n<b>&amp;\n";
        Screen screen = Screen.Of(() => Textarea(Bind(_name)));

        Assert.Equal("<textarea l=\"1\" l-on=\"input\">\n\n&lt;b&gt;&amp;amp;\n</textarea>", screen.Html);
        Assert.Equal(["value 1 'x'"], screen.Turn(() => _name.Value = "x"));
    }

    [Fact]
    public void A_select_is_served_with_its_choice()
    {
        _name.Value = "b";
        Screen screen = Screen.Of(() => Select(Id("f"), Bind(_name), Option(Value("a"), "A"), Option(Value("b"), "B")));

        Assert.Contains("<option l=\"4\" value=\"b\" selected>B</option>", screen.Html, StringComparison.Ordinal);
        Assert.Equal(["value 1 'a'"], screen.Turn(() => _name.Value = "a"));
    }

    [Fact]
    public void A_select_that_gets_its_options_later_is_told_its_choice_again()
    {
        var options = new Signal<string[]>([]);
        _name.Value = "b";
        Screen screen = Screen.Of(() => Select(Id("f"), Value(_name), Each(options, option => option, option => Option(Value(option), option))));

        Assert.Equal("value 1 'b'", screen.Turn(() => options.Value = ["a", "b"])[^1]);
    }

    [Fact]
    public void A_form_that_was_sent_is_cleared_by_its_handler()
    {
        SubmitEvent? sent = null;
        _name.Value = "";
        Screen screen = Screen.Of(() => Form(Id("form"), Input(Id("f"), Name("text"), Value(_name)), OnSubmit(e => sent = e)));
        screen.ClientShows("f", "hello");

        screen.Send(buffer => ClientFrames.Submit(buffer, screen.NextEvent(), screen.Id("form"), [KeyValuePair.Create("text", "hello")]));

        Assert.Equal("hello", sent!["text"]);
        Assert.Equal(["value 2 ''"], screen.Flush());
    }

    [Fact]
    public void Of_radio_buttons_the_one_with_the_signals_value_is_chosen()
    {
        _name.Value = "a";
        Screen screen = Screen.Of(() => Div(
            Input(Type("radio"), Name("n"), BindChoice(_name, "a")),
            Input(Type("radio"), Name("n"), BindChoice(_name, "b"))));

        Assert.Contains("value=\"a\" checked", screen.Html, StringComparison.Ordinal);
        Assert.Equal(["checked 2 0", "checked 3 1"], screen.Turn(() => _name.Value = "b"));
    }
}
