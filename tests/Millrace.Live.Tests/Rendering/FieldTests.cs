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
    public void A_form_that_was_sent_keeps_what_was_typed_until_the_server_wants_another_value()
    {
        SubmitEvent? sent = null;
        _name.Value = "first";
        Screen screen = Screen.Of(() => Form(Id("form"), Input(Id("f"), Name("text"), Value(_name)), OnSubmit(e => sent = e)));
        screen.ClientShows("f", "hello");

        screen.Send(buffer => ClientFrames.Submit(buffer, screen.NextEvent(), screen.Id("form"), [KeyValuePair.Create("text", "hello")]));

        Assert.Equal("hello", sent!["text"]);
        Assert.False(screen.Page.HasChanges);
        screen.Show(patches => patches.SetValue(screen.Id("f"), "first"));
        Assert.Equal(["value 2 ''"], screen.Turn(() => _name.Value = ""));
    }

    [Fact]
    public void Fields_of_one_name_are_told_apart_by_their_order()
    {
        var other = new Signal<string>("2");
        _name.Value = "1";
        Screen screen = Screen.Of(() => Form(Id("form"), Input(Name("n"), Bind(_name)), Input(Name("n"), Bind(other)), OnSubmit(() => { })));

        screen.Send(buffer => ClientFrames.Submit(buffer, screen.NextEvent(), screen.Id("form"), [KeyValuePair.Create("n", "1"), KeyValuePair.Create("n", "2")]));

        Assert.False(screen.Page.HasChanges);
    }

    [Fact]
    public void A_refused_choice_of_a_radio_button_gives_the_choice_back_to_the_one_before()
    {
        Screen screen = Screen.Of(() => Div(
            Input(Id("a"), Type("radio"), Name("g"), Checked(() => true), OnCheck((bool _) => { })),
            Input(Id("b"), Type("radio"), Name("g"), Checked(() => false), OnCheck((bool _) => { }))));

        screen.Toggle("b", true);
        screen.Show(patches => patches.SetChecked(screen.Id("a"), false));

        Assert.Equal(["checked 2 1", "checked 3 0"], screen.Flush().Order());
    }

    [Fact]
    public void An_option_without_a_value_is_chosen_by_its_text() =>
        Assert.Contains("<option l=\"4\" selected>", Screen.Of(() => Select(Value("Dark Red"), Option("Blue"), Option(" Dark\n Red "))).Html, StringComparison.Ordinal);

    [Fact]
    public void Dates_and_times_are_written_as_fields_for_them_take_them()
    {
        var date = new Signal<DateOnly>(new DateOnly(2026, 11, 21));
        var time = new Signal<TimeOnly>(new TimeOnly(9, 5));
        var moment = new Signal<DateTime>(new DateTime(2026, 11, 21, 9, 5, 7, DateTimeKind.Unspecified));
        Screen screen = Screen.Of(() => Div(Input(Id("d"), Type("date"), Bind(date)), Input(Id("t"), Type("time"), Bind(time)), Input(Id("m"), Type("datetime-local"), Bind(moment))));

        Assert.Equal("2026-11-21", screen.Document.Attribute(screen.Id("d"), "value"));
        Assert.Equal("09:05", screen.Document.Attribute(screen.Id("t"), "value"));
        Assert.Equal("2026-11-21T09:05:07", screen.Document.Attribute(screen.Id("m"), "value"));
        screen.Change("d", "2026-12-01");
        screen.Change("t", "10:30");
        screen.Change("m", "2026-12-01T10:30");
        Assert.Equal(new DateTime(2026, 12, 1, 10, 30, 0, DateTimeKind.Unspecified), date.Peek().ToDateTime(time.Peek()));
        Assert.Equal(moment.Peek(), date.Peek().ToDateTime(time.Peek()));
    }

    [Fact]
    public void An_enumeration_is_bound_by_the_names_of_its_members()
    {
        var day = new Signal<DayOfWeek>(DayOfWeek.Friday);
        Screen screen = Screen.Of(() => Select(Id("s"), BindEnum(day), Option("Friday"), Option("Sunday")));

        Assert.Contains("selected>Friday", screen.Html, StringComparison.Ordinal);
        screen.Change("s", "Sunday");
        Assert.Equal(DayOfWeek.Sunday, day.Peek());
        Assert.Equal(Host.Rendering.DispatchOutcome.Refused, screen.Change("s", "99"));
        Assert.Equal(DayOfWeek.Sunday, day.Peek());
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
