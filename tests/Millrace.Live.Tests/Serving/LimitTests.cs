using System.Net;
using Millrace.Live.Host.Memory;
using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.Live.Tests.Serving;

public sealed class LimitTests
{
    [Fact(Timeout = 120_000)]
    public async Task Attached_sessions_fill_the_server_and_pending_ones_make_room()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { MaxSessions = 2 });
        await using BrowserInTest first = await server.OpenAsync();
        await using BrowserInTest pending = await server.LoadAsync();
        await using BrowserInTest second = await server.OpenAsync();
        await Eventually.TrueAsync(() => server.Engine.Counters.Ended(EndReason.SessionLimit) == 1, "The end of the session");

        await using BrowserInTest refused = new(server, "/");
        await refused.LoadAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.NotNull(refused.Response!.Headers.RetryAfter);
        Assert.False(server.Server.Health.IsReady);
        await first.ClickAndSeeAsync();

        await pending.ConnectAsync();
        await pending.HelloAsync();
        Assert.Equal(GoodbyeReason.Evicted, pending.Goodbye!.Value.Reason);
        Assert.Equal(GoodbyeAdvice.OfferReload, pending.Goodbye.Value.Advice);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_address_has_only_so_many_sessions()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { MaxSessionsPerAddress = 1 });
        await using (BrowserInTest first = await server.OpenAsync())
        {
            await using BrowserInTest second = new(server, "/");
            await second.LoadAsync();
            Assert.Equal(HttpStatusCode.TooManyRequests, second.Status);
            Assert.Equal(1, server.Engine.Counters.Refused(RefusalReason.AddressLimit));
        }

        await Eventually.TrueAsync(() => server.Engine.Sessions.Count == 0, "The end of the first");
        await using BrowserInTest third = await server.OpenAsync();
        await third.ClickAndSeeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task The_oldest_pending_page_makes_room_for_the_newest()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { MaxPendingSessions = 2 });
        List<BrowserInTest> browsers = [];
        for (int i = 0; i < 5; i++)
        {
            browsers.Add(await server.LoadAsync());
        }

        await Eventually.TrueAsync(() => server.Engine.Sessions.Count == 2, "The end of three");
        await Eventually.TrueAsync(() => server.Engine.Counters.Ended(EndReason.TooManyPending) == 3, "The end of the session");
        await browsers[4].ConnectAsync();
        await browsers[4].HelloAsync(wantsDocument: false);
        Assert.Equal(WelcomeMode.GoOn, browsers[4].Welcome!.Value.Mode);
        foreach (BrowserInTest browser in browsers)
        {
            await browser.DisposeAsync();
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Under_pressure_detached_sessions_go_before_attached_ones_and_are_told_when_they_come_back()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<PlainPage>(options => options with { MaxTotalBytes = 1024 * 1024 });
        await using BrowserInTest attached = await server.OpenAsync();
        await using BrowserInTest detached = await server.OpenAsync();
        detached.Cut();
        await Eventually.TrueAsync(() => server.Engine.Sessions.CountOf(SessionState.Detached) == 1, "The loss of the connection");

        server.Engine.Account(900 * 1024); // As if others took that much.
        await Eventually.TrueAsync(() => server.Engine.Sessions.CountOf(SessionState.Detached) == 0, "The eviction");
        await Eventually.TrueAsync(() => server.Engine.Counters.Ended(EndReason.PressureDetached) == 1, "The end of the session");
        Assert.Equal(1, server.Engine.Sessions.CountOf(SessionState.Attached));
        await attached.ClickAndSeeAsync();

        server.Engine.Account(-900 * 1024);
        await detached.ConnectAsync();
        await detached.HelloAsync();
        Assert.Equal(GoodbyeReason.Evicted, detached.Goodbye!.Value.Reason);
        Assert.Equal(GoodbyeAdvice.OfferReload, detached.Goodbye.Value.Advice);
    }

    [Fact(Timeout = 120_000)]
    public async Task When_memory_is_full_no_new_session_is_taken_and_when_it_is_critical_attached_ones_are_told_and_closed()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { MaxTotalBytes = 1024 * 1024 });
        await using BrowserInTest browser = await server.OpenAsync();
        server.Engine.Account(930 * 1024);
        Assert.Equal(PressureLevel.Full, server.Engine.Ledger.Level);
        await using BrowserInTest refused = new(server, "/");
        await refused.LoadAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal(1, server.Engine.Counters.Refused(RefusalReason.Memory));
        await browser.ClickAndSeeAsync();

        server.Engine.Account(90 * 1024);
        await browser.UntilClosedAsync();
        Assert.Equal(GoodbyeReason.Evicted, browser.Goodbye!.Value.Reason);
        // The goodbye goes out before the session's end is counted.
        await Eventually.TrueAsync(() => server.Engine.Counters.Ended(EndReason.PressureAttached) == 1, "The end of the session");
        await Eventually.TrueAsync(() => server.Log.Count(2605) == 1, "The line in the log");
    }

    [Fact(Timeout = 120_000)]
    public async Task Sessions_give_back_all_that_was_accounted_for_them()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        for (int i = 0; i < 20; i++)
        {
            await using BrowserInTest browser = await server.OpenAsync();
            await browser.ClickAndSeeAsync();
        }

        await Eventually.TrueAsync(() => server.Engine.Sessions.Count == 0, "The end of all");
        Assert.Equal(0, server.Engine.Ledger.Total);
        Assert.All(Enum.GetValues<SessionState>().Where(state => state != SessionState.Ended), state => Assert.Equal(0, server.Engine.Sessions.CountOf(state)));
    }
}
