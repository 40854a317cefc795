using System.Reflection;
using Millrace.Live.Host.Rendering;
using Millrace.Live.Tests.Rendering;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Html;

public sealed class ElementTests
{
    private delegate Node Factory(ReadOnlySpan<Part> parts);

    [Fact]
    public void Every_function_of_an_element_makes_that_element()
    {
        string[] unlike = ["SvgPath", "SvgText", "SvgTspan", "SvgTitle", "SvgDesc", "SvgMarker", "SvgMask", "SvgPattern", "SvgSymbol", "SvgImage", "GradientStop"];
        int count = 0;
        foreach (MethodInfo method in typeof(Live.Html).GetMethods())
        {
            if (method.GetParameters() is not [{ ParameterType: var type }] || type != typeof(ReadOnlySpan<Part>) || method.Name == nameof(Fragment))
            {
                continue;
            }

            var element = (ElementNode)method.CreateDelegate<Factory>()([]);
            string name = unlike.Contains(method.Name) ? method.Name.Replace("Svg", "", StringComparison.Ordinal).Replace("Gradient", "", StringComparison.Ordinal) : method.Name;
            Assert.Equal(name, element.Tag, ignoreCase: true);
            count++;
        }

        Assert.True(count > 110, $"{count}");
    }

    [Fact]
    public void A_page_reads_like_its_html()
    {
        Screen screen = Screen.Of(() => Main(
            H1("Orders ", 3),
            Nav(A(Link("/orders?page=2"), "Next")),
            Table(
                Caption("All"),
                Thead(Tr(Th(Scope("col"), "Name"))),
                Tbody(Tr(Td(Colspan(2), "Ada")))),
            Img(Src("/a.png"), Alt(""), Width(10)),
            Svg(Attr("viewBox", "0 0 1 1"), LinearGradient(GradientStop(Attr("offset", "0"))), SvgPath(Attr("d", "M0 0"))),
            Details(Open(), Summary("More"), P("text", Br(), "text")),
            Button(Type("button"), Aria("expanded", () => true), DataAttr("id", "7"), Disabled(false), OnClick(() => { }).Prevent(), "Go")));

        Assert.Equal(
            """
            <main l="1"><h1 l="2"><!--3-->Orders <!--4-->3</h1><nav l="5"><a l="6" href="/orders?page=2" l-link>Next</a></nav>
            <table l="8"><caption l="9">All</caption><thead l="11"><tr l="12"><th l="13" scope="col">Name</th></tr></thead><tbody l="15"><tr l="16"><td l="17" colspan="2">Ada</td></tr></tbody></table>
            <img l="19" src="/a.png" alt width="10"><svg l="20" viewBox="0 0 1 1"><linearGradient l="21"><stop l="22" offset="0"></stop></linearGradient><path l="23" d="M0 0"></path></svg>
            <details l="24" open><summary l="25">More</summary><p l="27"><!--28-->text<br l="29"><!--30-->text</p></details>
            <button l="31" type="button" aria-expanded="true" data-id="7" l-on="click.p">Go</button></main>
            """.ReplaceLineEndings(""),
            screen.Html);
    }

    [Fact]
    public void Empty_texts_keep_their_numbers()
    {
        var only = new Signal<string>("");
        Screen screen = Screen.Of(() => Div(P(only), P("", only, "a")));

        Assert.Equal("<div l=\"1\"><p l=\"2,3\"></p><p l=\"4\"><!--5--><!--6--><!--7-->a</p></div>", screen.Html);
        Assert.Equal(["text 3 'x'", "text 6 'x'"], screen.Turn(() => only.Value = "x"));
    }

    [Fact]
    public void What_cannot_stand_in_an_element_is_refused_with_the_remedy()
    {
        Assert.Throws<InvalidOperationException>(() => Br("text"));
        Assert.Throws<InvalidOperationException>(() => Input(P()));
        Assert.Contains("Value", Assert.Throws<InvalidOperationException>(() => Textarea("text")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Fragment(Id("x")));
    }

    [Fact]
    public void Nothing_is_nothing()
    {
        Node? none = null;
        string? noText = null;
        Assert.Equal("<div l=\"1\"></div>", Screen.Of(() => Div(none, noText, (Node?[])[null], Fragment())).Html);
        Assert.Equal("", Screen.Of(() => null).Html);
        Assert.Equal("<b l=\"1\"></b>", Screen.Of(() => Fragment(new[] { none, B() })).Html);
    }
}
