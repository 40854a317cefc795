using Millrace.Testing;
using System.Net;
using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Serving;

/// <summary>Pages that fail: their session is told, and nobody else notices.</summary>
public sealed class FailingPageTests
{
    private static readonly LivePages s_pages = new LivePages()
        .Map<TestPage>("/other").Map<RenderFails>("/render").Map<FirstRenderFails>("/first").Map<HandlerFails>("/handler").Map<EffectFails>("/effect").Map<NeverRests>("/loop").Map<Grows>("/grows");

    [Theory(Timeout = 120_000)]
    [InlineData("/render", GoodbyeReason.PageFailed)]
    [InlineData("/handler", GoodbyeReason.PageFailed)]
    [InlineData("/effect", GoodbyeReason.PageFailed)]
    [InlineData("/loop", GoodbyeReason.RenderBudget)]
    public async Task A_page_that_fails_says_goodbye_with_a_number_for_the_log_and_no_secret(string path, GoodbyeReason reason)
    {
        await using ServerInTest server = await ServerInTest.StartAsync(s_pages);
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest browser = await server.OpenAsync(path);
        await browser.ClickAsync();
        await browser.UntilClosedAsync();

        Assert.Equal(reason, browser.Goodbye!.Value.Reason);
        Assert.Equal(GoodbyeAdvice.OfferReload, browser.Goodbye.Value.Advice);
        Assert.DoesNotContain("secret", browser.Goodbye.Value.Message, StringComparison.Ordinal);
        string incident = browser.Goodbye.Value.Message.Split("incident ")[1][..8];
        Assert.Contains(server.Log.Lines, line => line.Contains(incident, StringComparison.Ordinal));
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_page_that_fails_at_once_is_an_error_that_tells_nothing()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(s_pages);
        await using BrowserInTest browser = new(server, "/first");
        await browser.LoadAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, browser.Status);
        Assert.DoesNotContain("secret", browser.Html, StringComparison.Ordinal);
        Assert.Equal(0, server.Engine.Sessions.Count);
        Assert.Equal(0, server.Engine.Ledger.Total);
        Assert.Equal(1, server.Engine.Counters.Refused(RefusalReason.PageFailed));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_session_that_grows_too_large_is_closed_alone()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(s_pages, options => options with { MaxSessionBytes = 200 * 1024 });
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest browser = await server.OpenAsync("/grows");
        await browser.ClickAsync();
        await browser.UntilClosedAsync();

        Assert.Equal(GoodbyeReason.SessionTooLarge, browser.Goodbye!.Value.Reason);
        await Eventually.TrueAsync(() => server.Engine.Counters.Ended(EndReason.SessionMemory) == 1, "The end of the session");
        await server.StillServesAsync(neighbour);

        // It comes back: why it is gone is still known, and a new page is offered instead of the one that would only grow again.
        await browser.ConnectAsync();
        await browser.HelloAsync();
        Assert.Equal(GoodbyeReason.Evicted, browser.Goodbye!.Value.Reason);
        Assert.Equal(GoodbyeAdvice.OfferReload, browser.Goodbye.Value.Advice);
    }
}
