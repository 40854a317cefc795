using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Serving;

public sealed class NavigationTests
{
    [Fact(Timeout = 120_000)]
    public async Task Another_page_comes_over_the_same_socket_with_ids_of_its_own()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<PlainPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        uint button = browser.Document.FirstElement("button");
        await browser.SendAsync(writer => ClientFrames.Navigate(writer, browser.NextEvent++, "/other", fromHistory: false));
        await browser.UntilAsync(() => browser.Document.Url == "/other", "the other page");

        Assert.Equal(0u, browser.Document.FirstElement("h1"));
        Assert.NotEqual(button, browser.Document.FirstElement("button"));
        await browser.ClickAsync(button);
        await browser.UntilAsync(() => browser.Notices.Count == 1, "the notice that the old button is gone");
        await browser.ClickAndSeeAsync();
        Assert.Equal(1, server.Engine.Sessions.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_address_without_a_page_is_left_for_over_http()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.SendAsync(writer => ClientFrames.Navigate(writer, browser.NextEvent++, "/nowhere?x=1", fromHistory: false));
        await browser.UntilAsync(() => browser.Document.LeftFor is not null, "the order to leave");

        Assert.Equal("/nowhere?x=1", browser.Document.LeftFor);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("javascript:alert(1)")]
    [InlineData("//evil.example/")]
    [InlineData("")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_sent_to_where_a_client_should_not_go(string url)
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.SendAsync(writer => ClientFrames.Navigate(writer, browser.NextEvent++, url, fromHistory: false));
        await browser.UntilAsync(() => browser.Handled == 1, "an answer");

        Assert.Null(browser.Document.LeftFor);
        Assert.Equal(NoticeCode.ValueRefused, Assert.Single(browser.Notices).Code);
        await browser.ClickAndSeeAsync();
    }
}
