using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class NestingTests
{
    [Fact]
    public void What_a_parser_takes_apart_is_refused_however_deep_it_stands()
    {
        Refused(() => Form(Div(Form())));
        Refused(() => A(Span(A("x"))));
        Refused(() => Button(Span(Button("x"))));
        Refused(() => P(Span(Div("x"))));
        Refused(() => P(Span(new Panel())));
    }

    [Fact]
    public void What_has_no_place_in_a_table_is_refused()
    {
        Refused(() => Table(Tbody(Tr(Td("a")), "stray")));
        Refused(() => Table(Tbody(Tr(Text(() => "stray")))));
        Refused(() => Table(Div("stray")));
    }

    [Fact]
    public void What_a_parser_leaves_alone_is_taken()
    {
        Taken(() => Table(Tbody(Tr(Td(P("a"), Table(Tbody(Tr(Td(P("b")))))))), " "));
        Taken(() => Div(Form(Input()), Form(Input())));
        Taken(() => Button(Span("x")));
        Taken(() => Div(P(Span("x")), Div(P("y"))));
        Taken(() => Ul(Li(Ul(Li("x")))));
    }

    private static void Refused(Func<Node> page) => Assert.NotNull(Screen.Of(page).Page.Failure);

    private static void Taken(Func<Node> page) => Assert.Null(Screen.Of(page).Page.Failure);

    private sealed class Panel : Component
    {
        protected override Node Render() => Ul(Li("x"));
    }
}
