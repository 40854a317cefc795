using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.Live.Tests.Serving;

public sealed class ResumeTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_client_that_comes_back_gets_what_it_missed_and_nothing_twice()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAndSeeAsync();
        browser.Cut();
        await DetachedAsync(server);
        LiveSession session = server.Engine.Sessions.All.Single();
        await browser.ConnectAsync();
        await browser.HelloAsync(wantsDocument: false, browser.Document.LastPatch);

        Assert.Equal(WelcomeMode.GoOn, browser.Welcome!.Value.Mode);
        Assert.Equal(1u, browser.Welcome.Value.LastEvent);
        await browser.ClickAndSeeAsync();
        Assert.Equal("2", browser.Document.Text(browser.Document.FirstElement("output")));
        Assert.Same(session, server.Engine.Sessions.All.Single());
    }

    [Fact(Timeout = 120_000)]
    public async Task Frames_that_were_lost_on_the_way_are_replayed()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        uint had = browser.Document.LastPatch;
        await browser.ClickAsync();
        await Eventually.TrueAsync(() => server.Engine.Counters.PatchFrames == 1, "The patch");
        browser.Cut();
        await DetachedAsync(server);
        await browser.ConnectAsync();
        await browser.HelloAsync(wantsDocument: false, had);

        Assert.Equal(WelcomeMode.Replay, browser.Welcome!.Value.Mode);
        await browser.UntilAsync(() => browser.Document.Text(browser.Document.FirstElement("output")) == "1", "the replay");
        Assert.Equal(1, server.Engine.Counters.Resumed(ResumeKind.Replay));
    }

    [Fact(Timeout = 120_000)]
    public async Task An_event_that_is_sent_again_after_a_break_counts_once()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAsync();
        await Eventually.TrueAsync(() => server.Engine.Counters.Events == 1, "The click");
        browser.Cut();
        await DetachedAsync(server);
        await browser.ConnectAsync();
        await browser.HelloAsync(wantsDocument: false, browser.Document.LastPatch);
        browser.NextEvent = 1;
        await browser.ClickAsync();
        await browser.ClickAsync();
        await browser.UntilAsync(() => browser.Handled == 2, "both");

        Assert.Equal("2", browser.Document.Text(browser.Document.FirstElement("output")));
        Assert.Equal(1, server.Engine.Counters.EventsRepeated);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_happened_while_nobody_was_there_comes_as_one_frame()
    {
        SharedSignal<int> shared = new(0);
        await using ServerInTest server = await ServerInTest.StartAsync(new LivePages().Map("/", _ => new SharedPage(shared)));
        await using BrowserInTest browser = await server.OpenAsync();
        browser.Cut();
        await DetachedAsync(server);
        for (int i = 0; i < 1000; i++)
        {
            shared.Update(value => value + 1);
        }

        long made = server.Engine.Counters.PatchFrames;
        await browser.ConnectAsync();
        await browser.HelloAsync(wantsDocument: false, browser.Document.LastPatch);
        await browser.UntilAsync(() => browser.Document.Text(browser.Document.FirstElement("output")) == "1000", "the newest value");
        Assert.Equal(made + 1, server.Engine.Counters.PatchFrames);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_second_socket_takes_the_session_and_the_first_is_told()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest first = await server.OpenAsync();
        await using BrowserInTest second = new(server, "/") { Token = first.Token, Cookie = first.Cookie };
        await second.ConnectAsync();
        await second.HelloAsync();
        await first.UntilClosedAsync();

        Assert.Equal(GoodbyeReason.Replaced, first.Goodbye!.Value.Reason);
        Assert.Equal(GoodbyeAdvice.StayAway, first.Goodbye.Value.Advice);
        await second.ClickAndSeeAsync();
        Assert.Equal(1, server.Engine.Sessions.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_session_that_is_waited_for_too_long_is_gone_and_its_page_begins_anew()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<PlainPage>(time: time);
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAndSeeAsync();
        browser.Cut();
        await DetachedAsync(server);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return server.Engine.Sessions.Count == 0;
            },
            "The end of the session");
        await browser.ConnectAsync();
        await browser.HelloAsync(wantsDocument: false, browser.Document.LastPatch);

        await Eventually.TrueAsync(() => server.Engine.Counters.Ended(EndReason.Expired) == 1, "The end of the session");
        Assert.Equal(WelcomeMode.NewSession, browser.Welcome!.Value.Mode);
        Assert.Equal("0", browser.Document.Text(browser.Document.FirstElement("output")));
        await browser.ClickAndSeeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_page_that_nobody_connects_to_is_forgotten()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(time: time);
        await using BrowserInTest browser = await server.LoadAsync();
        Assert.Equal(1, server.Engine.Sessions.CountOf(SessionState.Pending));
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(10));
                return server.Engine.Sessions.Count == 0;
            },
            "The end of the session");

        await Eventually.TrueAsync(() => server.Engine.Counters.Ended(EndReason.NeverCame) == 1, "The end of the session");
        Assert.Equal(0, server.Engine.Ledger.Total);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_client_that_leaves_for_good_takes_its_session_with_it()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using (BrowserInTest browser = await server.OpenAsync())
        {
            await browser.ClickAndSeeAsync();
        }

        await Eventually.TrueAsync(() => server.Engine.Sessions.Count == 0, "The end of the session");
        await Eventually.TrueAsync(() => server.Engine.Counters.Ended(EndReason.Left) == 1, "The end of the session");
        Assert.Equal(0, server.Engine.Ledger.Total);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_session_without_events_is_closed_after_the_idle_timeout_and_told()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { IdleTimeout = TimeSpan.FromMinutes(1), Heartbeat = TimeSpan.FromHours(1) }, time);
        await using BrowserInTest browser = await server.OpenAsync();
        Task closed = browser.UntilClosedAsync();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return closed.IsCompleted;
            },
            "The goodbye");
        await closed;

        Assert.Equal(GoodbyeReason.Idle, browser.Goodbye!.Value.Reason);
        Assert.Equal(GoodbyeAdvice.OfferReload, browser.Goodbye.Value.Advice);
    }

    private static Task DetachedAsync(ServerInTest server) =>
        Eventually.TrueAsync(() => server.Engine.Sessions.CountOf(SessionState.Detached) == 1, "The loss of the connection");
}
