using System.Globalization;
using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Millrace.EndToEnd.Live;

[Collection(SharedChromium.Collection)]
public sealed class LiveResumeTests(SharedChromium shared)
{
    private const int Limit = 300_000;

    [Theory(Timeout = Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_loses_neither_what_is_kept_nor_what_is_typed_meanwhile(bool kills)
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/todo");
        ILocator field = window.Field("What is to be done?"), rows = window.Page.Locator(".todos li");
        await field.FillAsync("from before");
        await field.PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(4);
        await field.PressSequentiallyAsync("half a tho");
        await SavedAsync(live, "half a tho");

        await (kills ? live.KillAsync() : live.StopAsync());
        await window.StateAsync("reconnecting");
        await Expect(window.Banner).ToBeVisibleAsync();
        await field.PressSequentiallyAsync("ught");
        await live.ServeAgainAsync();
        await window.ConnectedAsync();

        await Expect(field).ToHaveValueAsync("half a thought");
        await Expect(field).ToBeFocusedAsync();
        await Expect(rows).ToHaveCountAsync(4);
        await field.PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(5);
        await Expect(rows.Last).ToContainTextAsync("half a thought");
        await Expect(rows.Nth(3)).ToContainTextAsync("from before");
        Assert.Empty(window.Complaints);
        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_done_while_the_network_is_cut_is_done_once_when_it_is_back()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        await live.AddProxyAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.ProxyAddress, "/counter");
        int clicks = 0;

        for (int cut = 0; cut < 3; cut++)
        {
            for (int click = 0; click < 5; click++)
            {
                await window.Button("Add 1").ClickAsync();
                clicks++;
            }

            await live.LetThroughAsync(false);
            await window.StateAsync("reconnecting");
            for (int click = 0; click < 3; click++)
            {
                await window.Button("Add 1").ClickAsync();
                clicks++;
            }

            await live.LetThroughAsync(true);
            await window.ConnectedAsync();
            await Expect(window.Page.Locator(".count")).ToHaveTextAsync(clicks.ToString(CultureInfo.InvariantCulture));
        }

        await Expect(window.Page.Locator(".live-banner p")).ToHaveTextAsync("");
        Assert.Empty(window.Complaints);
        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_line_that_stalls_and_goes_on_loses_neither_the_session_nor_what_was_done_meanwhile()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        await live.AddProxyAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.ProxyAddress, "/counter"); // a new session would know the count, but no click of a session that is gone
        ILocator count = window.Page.Locator(".count");
        await window.Button("Add 1").DblClickAsync();
        await Expect(count).ToHaveTextAsync("2");

        await live.SwallowAsync();
        await window.Button("Add 1").ClickAsync();
        await window.StateAsync("reconnecting");
        await window.Button("Add 1").ClickAsync();
        await live.PassAgainAsync(); // and all that hung in the hole comes out, in its order: the click, the old line's close, the new line's hello
        await window.ConnectedAsync();

        await Expect(count).ToHaveTextAsync("4");
        await window.Button("Add 1").ClickAsync();
        await Expect(count).ToHaveTextAsync("5");
        Assert.Empty(window.Complaints);
        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_page_that_is_left_ends_its_session_at_once()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/counter");
        await live.UntilHealthSaysAsync("attached 1");

        await window.Page.GotoAsync("about:blank");

        await live.UntilHealthSaysAsync("sessions 0:");
        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_page_that_was_evicted_while_it_was_away_says_why_and_offers_to_reload()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync("--max-total-memory", "4MiB");
        await live.AddProxyAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.ProxyAddress, "/todo");
        await live.LetThroughAsync(false);
        await window.StateAsync("reconnecting");
        await live.UntilHealthSaysAsync("detached 1");

        // Pages with 1,000 rows, until there is no room for one without a connection.
        LiveWindow others = await LiveWindow.OpenAsync(await browser.UserAsync());
        for (int page = 0; page < 10 && !await live.HealthSaysAsync("detached 0"); page++)
        {
            IPage another = await others.Page.Context.NewPageAsync();
            await another.GotoAsync(new Uri(live.Address, "/table").ToString());
            // One that is too many for the memory may be evicted before anybody has seen it connected.
            await Expect(another.Locator("[data-live-state=connected], [data-live-state=closed], h1:text('full')")).ToBeVisibleAsync();
        }

        await live.UntilHealthSaysAsync("detached 0");
        await live.LetThroughAsync(true);
        await window.StateAsync("closed");
        await Expect(window.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "memory" })).ToBeVisibleAsync();
        await window.Page.RunAndWaitForResponseAsync(() => window.Button("Reload").ClickAsync(), response => response.Request.IsNavigationRequest);
        await others.Page.Context.CloseAsync();
        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_page_that_needs_too_much_is_told_so_and_the_others_go_on()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync("--max-session-memory", "64KiB");
        LiveWindow small = await LiveWindow.OpenAsync(browser, live.Address, "/counter");
        LiveWindow large = await LiveWindow.OpenAsync(browser, live.Address, "/todo");

        ILocator field = large.Field("What is to be done?");
        for (int row = 0; row < 150 && await large.Root.GetAttributeAsync("data-live-state") == "connected"; row++)
        {
            await field.FillAsync($"{row} {new string('x', 190)}");
            await field.PressAsync("Enter");
        }

        await large.StateAsync("closed");
        await Expect(large.Button("Reload")).ToBeVisibleAsync();
        await small.Button("Add 1").ClickAsync();
        await Expect(small.Page.Locator(".count")).ToHaveTextAsync("1");
        await small.Page.Context.CloseAsync();
        await large.Page.Context.CloseAsync();
    }

    /// <summary>What is kept is written a moment after it changed; a kill before that would lose it, and rightly.</summary>
    private static Task SavedAsync(LiveUnderTest live, string text) => Millrace.Testing.Eventually.TrueAsync(() => live.HasSaved(text), $"the saving of '{text}'");
}
