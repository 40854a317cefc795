using Millrace.Live.Load.Pages;

namespace Millrace.Live.Tests.Load;

public sealed class LivePageTests
{
    [Fact]
    public void Token_and_path_are_read_out_of_the_root_and_decoded()
    {
        LivePage? page = LivePage.Find("""<!DOCTYPE html><body><div l="0" data-live-token="a&amp;b&#x2F;c" data-live-path="/_live/socket?a=1&amp;b=2"><p>data-live-token</p></div>""");

        Assert.Equal(new LivePage("a&b/c", "/_live/socket?a=1&b=2"), page);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<p>data-live-token=\"x\" is what a Live page bears</p>")]
    [InlineData("<div data-live-token=\"abc\">")]
    [InlineData("<div data-live-token=\"\" data-live-path=\"/_live\">")]
    [InlineData("<div data-live-token=\"abc\" data-live-path=\"https://elsewhere/\">")]
    [InlineData("<div data-live-token=\"abc")]
    [InlineData("<!--Blazor:{\"type\":\"server\"}-->")]
    public void A_page_of_something_else_is_none(string html) => Assert.Null(LivePage.Find(html));

    [Fact]
    public void Every_truncation_of_a_page_is_none_or_whole()
    {
        const string Html = """<div l="0" data-live-token="abc" data-live-path="/_live/socket">""";
        for (int length = 0; length < Html.Length; length++)
        {
            LivePage? page = LivePage.Find(Html[..length]);
            Assert.True(page is null || page == new LivePage("abc", "/_live/socket"), Html[..length]);
        }
    }
}
