using Millrace.Live.Host.Rendering;
using Millrace.Live.Tests.Rendering;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Html;

public sealed class EscapingTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("' onmouseover='alert(1)")]
    [InlineData("--><script>alert(1)</script><!--")]
    [InlineData("</p></textarea></title><svg onload=alert(1)>")]
    [InlineData("&lt;b&gt; &amp; &#x3c;")]
    [InlineData("line\r\nline\rline\n")]
    [InlineData("\ud83d\ude00 \u2028 \u00a0 ünïcödé")]
    public void A_text_stays_a_text_wherever_it_stands(string text)
    {
        // The screen compares what a parser makes of the HTML with the tree itself.
        Screen screen = Screen.Of(() => Div(
            Title(text),
            Class("fixed"),
            P(text),
            P("a", text, new Signal<string>(text), text),
            Pre("\n" + text),
            Textarea(Value(text)),
            Input(Value(text)),
            Select(Value(text), Option(Value(text), text))));

        Assert.Null(screen.Page.Failure);
        Assert.DoesNotContain("<script", screen.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", screen.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", screen.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("JaVaScRiPt:alert(1)")]
    [InlineData("  javascript:alert(1)")]
    [InlineData("\u0001javascript:alert(1)")]
    [InlineData("java\nscript:alert(1)")]
    [InlineData("java\tscript\r:alert(1)")]
    [InlineData("vbscript:msgbox(1)")]
    [InlineData("data:text/html,<script>alert(1)</script>")]
    [InlineData("data:image/svg+xml,<svg onload=alert(1)>")]
    public void An_address_that_runs_a_script_is_refused(string url)
    {
        var bound = new Signal<string>("/fine");
        Screen screen = Screen.Of(() => Div(A(Href(url)), Img(Src(url)), Form(FormAction(url)), Button(Attr("formaction", url)), Attr("data-url", url), Svg(Use(Href(url))), A(Href(() => bound.Value))));

        Assert.Equal(5, screen.Html.Split(UrlGuard.Refused).Length - 1);
        Assert.Contains("set 8 href '#refused'", screen.Turn(() => bound.Value = url));
    }

    [Theory]
    [InlineData("/path?q=a:b")]
    [InlineData("https://example.org/")]
    [InlineData("mailto:a@example.org")]
    [InlineData("#part")]
    [InlineData("relative:colon/in/path")]
    [InlineData("")]
    public void Other_addresses_stay(string url) => Assert.Equal(url, UrlGuard.Check("href", url));

    [Fact]
    public void A_picture_may_come_in_its_address_and_an_author_may_vouch()
    {
        Assert.Equal("data:image/png;base64,AA==", UrlGuard.Check("src", "data:image/png;base64,AA=="));
        Assert.Equal(UrlGuard.Refused, UrlGuard.Check("href", "data:image/png;base64,AA=="));
        Assert.Equal(UrlGuard.Refused, UrlGuard.Check("xlink:href", "javascript:alert(1)"));
        Assert.Contains("javascript:void", Screen.Of(() => A(TrustedUrl("href", "javascript:void(0)"))).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("onclick")]
    [InlineData("ONERROR")]
    [InlineData("a b")]
    [InlineData("a=b")]
    [InlineData("a>")]
    [InlineData("l-on")]
    [InlineData("l")]
    [InlineData("style")]
    [InlineData("srcdoc")]
    [InlineData("1a")]
    public void An_attribute_of_such_a_name_is_refused(string name) => Assert.Throws<ArgumentException>(() => Attr(name, "x"));

    [Theory]
    [InlineData("script")]
    [InlineData("STYLE")]
    [InlineData("base")]
    [InlineData("object")]
    [InlineData("a b")]
    [InlineData("p><script")]
    [InlineData("")]
    public void An_element_of_such_a_name_is_refused(string name) => Assert.Throws<ArgumentException>(() => Element(name));

    [Theory]
    [InlineData("a:b")]
    [InlineData("color;x")]
    [InlineData("")]
    public void A_style_property_of_such_a_name_is_refused(string name) => Assert.Throws<ArgumentException>(() => Style(name, "x"));

    [Fact]
    public void Raw_html_is_the_one_way_out_and_only_alone()
    {
        Assert.Equal("<div l=\"1\" l-raw><b>x</b></div>", Screen.Of(() => Div(Raw("<b>x</b>"))).Html);
        Assert.NotNull(Screen.Of(() => Div("text", Raw("<b>x</b>"))).Page.Failure);
    }
}
