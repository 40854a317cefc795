using Millrace.Live.Tests.Rendering;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Html;

public sealed class NameTests
{
    [Fact]
    public void Names_are_the_same_in_capitals()
    {
        Assert.ThrowsAny<ArgumentException>(() => Attr("STYLE", "x:y"));
        Assert.ThrowsAny<ArgumentException>(() => Attr("L", "1"));
        Screen screen = Screen.Of(() => Div(Attr("Class", "a"), Class("b"), Attr("ID", "x"), Element("IMG"), Svg(Attr("viewBox", "0 0 1 1"))));
        Assert.Contains("id=\"x\" class=\"a b\"", screen.Html, StringComparison.Ordinal);
        Assert.Contains("<img l=\"2\"><svg l=\"3\" viewBox=", screen.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_in_a_data_address_is_refused_with_a_tab_in_its_type() =>
        Assert.DoesNotContain("svg", Screen.Of(() => Iframe(Src("data:image/s\tvg+xml,<svg onload=alert(1)>"))).Html, StringComparison.Ordinal);

    [Theory]
    [InlineData("to")]
    [InlineData("values")]
    [InlineData("FROM")]
    public void An_animation_sets_no_address_that_runs_a_script(string attribute) =>
        Assert.DoesNotContain("script", Screen.Of(() => Svg(Element("animate", Attr("attributeName", "href"), Attr(attribute, "/a; java\nscript:alert(1)")))).Html, StringComparison.Ordinal);

    [Fact]
    public void An_animation_of_anything_else_is_left_alone() =>
        Assert.Contains("to=\"5\"", Screen.Of(() => Svg(Element("animate", Attr("attributeName", "cx"), Attr("to", "5")))).Html, StringComparison.Ordinal);
}
