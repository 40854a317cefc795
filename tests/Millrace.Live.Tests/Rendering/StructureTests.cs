using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class StructureTests
{
    [Fact]
    public void An_element_of_another_tag_is_replaced()
    {
        var isList = new Signal<bool>(false);
        Screen screen = Screen.Of(() => Div(P("before"), isList.Value ? Ul(Li("a"), Li("b")) : P("none"), P("after")));

        Assert.Equal(["replace 4 8<ul>9<li>10'a'</>11<li>12'b'</></>"], screen.Turn(() => isList.Value = true));
    }

    [Fact]
    public void Children_without_keys_are_patched_in_place_and_the_rest_comes_or_goes_at_the_end()
    {
        var names = new Signal<string[]>(["a", "b"]);
        Screen screen = Screen.Of(() => Ul(names.Value.Select(name => Li(name)).ToArray()));

        Assert.Equal(["text 3 'x'", "insert in 1 before 0 6<li>7'c'</>"], screen.Turn(() => names.Value = ["x", "b", "c"]));
        Assert.Equal(["remove 6", "remove 4"], screen.Turn(() => names.Value = ["x"]));
        Assert.Equal(["remove 2"], screen.Turn(() => names.Value = []));
        Assert.Equal(["insert in 1 before 0 8<li>9'z'</>"], screen.Turn(() => names.Value = ["z"]));
    }

    [Fact]
    public void Keyed_children_move_and_keep_their_numbers()
    {
        var order = new Signal<string>("abcd");
        Screen screen = Screen.Of(() => Ul(order.Value.Select(c => Li(Key(c), c.ToString())).ToArray()));

        Assert.Equal(["move 8 before 2"], screen.Turn(() => order.Value = "dabc"));
        Assert.Equal(["move 8 before 0"], screen.Turn(() => order.Value = "abcd"));
        Assert.Equal(["remove 4", "insert in 1 before 2 10<li>11'x'</>", "move 6 before 10"], screen.Turn(() => order.Value = "cxad"));
    }

    [Fact]
    public void A_condition_that_turns_makes_its_content_and_takes_it_away()
    {
        var isThere = new Signal<bool>(false);
        int renders = 0;
        Screen screen = Screen.Of(() =>
        {
            renders++;
            return Div(P("one"), When(() => isThere.Value, () => P("two"), () => null), P("three"));
        });

        Assert.Equal(["insert in 1 before 4 6<p>7'two'</>"], screen.Turn(() => isThere.Value = true));
        Assert.Equal(["remove 6"], screen.Turn(() => isThere.Value = false));
        Assert.Equal(1, renders);
    }

    [Fact]
    public void A_condition_that_is_computed_again_without_turning_makes_nothing()
    {
        var count = new Signal<int>(0);
        int made = 0;
        Screen screen = Screen.Of(() => Div(When(() => count.Value > 1, () =>
        {
            made++;
            return P("many");
        })));

        screen.Turn(() => count.Value = 2);
        Assert.Empty(screen.Turn(() => count.Value = 3));
        Assert.Equal(1, made);
    }

    [Fact]
    public void Regions_in_fragments_find_their_place_among_the_browsers_siblings()
    {
        var first = new Signal<bool>(false);
        var second = new Signal<bool>(false);
        var third = new Signal<bool>(false);
        Screen screen = Screen.Of(() => Div(
            Fragment(
                When(first, () => Fragment(B("1"), I("1"))),
                Fragment(Fragment(), When(second, () => Region(() => Fragment(B("2"), Text("2")))))),
            When(third, () => B("3")),
            Region(() => null),
            P("end")));

        Assert.Equal(["insert in 1 before 2 4<b>5'3'</>"], screen.Turn(() => third.Value = true));
        Assert.Equal(["insert in 1 before 4 6<b>7'1'</>", "insert in 1 before 4 8<i>9'1'</>"], screen.Turn(() => first.Value = true));
        Assert.Equal(["insert in 1 before 4 10<b>11'2'</>", "insert in 1 before 4 12'2'"], screen.Turn(() => second.Value = true));
        Assert.Equal(["remove 6", "remove 8"], screen.Turn(() => first.Value = false));
        Assert.Equal(["insert in 1 before 10 13<b>14'1'</>", "insert in 1 before 10 15<i>16'1'</>"], screen.Turn(() => first.Value = true));
    }

    [Fact]
    public void A_region_at_the_end_of_the_root_appends()
    {
        var isThere = new Signal<bool>(false);
        Screen screen = Screen.Of(() => Fragment(P("one"), When(isThere, () => P("two"))));

        Assert.Equal(["insert in 0 before 0 3<p>4'two'</>"], screen.Turn(() => isThere.Value = true));
        Assert.Equal(["remove 3"], screen.Turn(() => isThere.Value = false));
    }

    [Fact]
    public void A_region_renders_alone_when_what_it_read_changes()
    {
        var name = new Signal<string>("a");
        int outer = 0;
        Screen screen = Screen.Of(() =>
        {
            outer++;
            return Div(P("fixed"), Region(() => P(Class(name.Value), name.Value)));
        });

        Assert.Equal(["class 4 -a", "class 4 +b", "text 5 'b'"], screen.Turn(() => name.Value = "b"));
        Assert.Equal(1, outer);
    }

    [Fact]
    public void A_parent_that_takes_a_child_away_spares_it_the_run()
    {
        var item = new Signal<string?>("x");
        Screen screen = Screen.Of(() => Div(When(() => item.Value is not null, () => P(Text(() => item.Value!.Length.ToString(System.Globalization.CultureInfo.InvariantCulture))))));

        Assert.Equal(["remove 2"], screen.Turn(() => item.Value = null));
        Assert.Null(screen.Page.Failure);
    }

    [Fact]
    public void Raw_html_is_one_node_and_is_replaced_with_its_element()
    {
        var html = new Signal<string>("<b>one</b>");
        Screen screen = Screen.Of(() => Div(Div(Raw(html.Value)), P("after")));

        Assert.Equal("<div l=\"1\"><div l=\"2\" l-raw><b>one</b></div><p l=\"4\">after</p></div>", screen.Html);
        Assert.Equal(["replace 2 6<div>7'<i>two</i>'</>"], screen.Turn(() => html.Value = "<i>two</i>"));
    }

    [Fact]
    public void The_same_node_in_two_places_is_an_error_that_says_so()
    {
        Node twice = P("text");
        Screen screen = Screen.Of(() => Div(twice, twice));

        Assert.Contains("twice", screen.Page.Failure!.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_kept_in_a_field_stays_across_renderings()
    {
        Node kept = P("kept");
        var count = new Signal<int>(0);
        Screen screen = Screen.Of(() => count.Value == 0 ? Div(kept, P("a")) : Div(H2("new"), kept, P("a")));

        Assert.Equal(["insert in 1 before 2 6<h2>7'new'</>"], screen.Turn(() => count.Value = 1));
    }

    [Theory]
    [InlineData("table")]
    [InlineData("paragraph")]
    [InlineData("link")]
    public void What_a_browser_would_put_elsewhere_is_an_error(string what)
    {
        Screen screen = Screen.Of(() => what switch
        {
            "table" => Table(Tr(Td("x"))),
            "paragraph" => P("text", Ul(Li("x"))),
            _ => A(Href("/"), A(Href("/"), "x")),
        });

        Assert.Contains("browser", screen.Page.Failure!.Error.Message, StringComparison.Ordinal);
    }
}
