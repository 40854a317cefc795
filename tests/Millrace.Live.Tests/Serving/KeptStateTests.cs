using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.Live.Tests.Serving;

public sealed class KeptStateTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task A_stop_says_goodbye_and_the_next_server_goes_on_with_what_was_kept()
    {
        await using BrowserInTest browser = await WithFirstServerAsync(async (server, open) =>
        {
            Task<bool> drained = server.Server.DrainAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken).AsTask();
            await open.UntilClosedAsync();
            Assert.True(await drained);
            Assert.Equal(GoodbyeReason.Restart, open.Goodbye!.Value.Reason);
            Assert.Equal(GoodbyeAdvice.ComeBack, open.Goodbye.Value.Advice);
        });
        await ComesBackAsync(browser);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_server_that_was_killed_had_written_what_was_kept()
    {
        await using BrowserInTest browser = await WithFirstServerAsync(async (server, open) =>
        {
            await Eventually.TrueAsync(() => Directory.GetFiles(_folder.Path, "*.session.json").Any(file => File.ReadAllText(file).Contains('2')), "The state on disk");
            open.Cut(); // Nothing else is said: the first server is thrown away as it is.
        });
        await ComesBackAsync(browser);
    }

    [Fact(Timeout = 120_000)]
    public async Task State_that_cannot_be_used_is_a_page_as_new()
    {
        await using BrowserInTest browser = await WithFirstServerAsync(async (server, open) =>
        {
            await Eventually.TrueAsync(() => Directory.GetFiles(_folder.Path, "*.session.json").Length == 1, "The state on disk");
            open.Cut();
        });
        await File.WriteAllTextAsync(Directory.GetFiles(_folder.Path, "*.session.json").Single(), "{ not json", TestContext.Current.CancellationToken);
        await using ServerInTest server = await StartAsync();
        await using BrowserInTest back = browser.At(server);
        await back.ConnectAsync();
        await back.HelloAsync();

        Assert.Equal(WelcomeMode.NewSession, back.Welcome!.Value.Mode);
        Assert.Equal("0", back.Document.Text(back.Document.FirstElement("output")));
        Assert.Equal(1, server.Log.Count(2609));
        await back.ClickAndSeeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Every_event_that_a_stopping_server_handled_is_in_what_it_keeps()
    {
        await using ServerInTest first = await StartAsync(TimeSpan.FromMinutes(10));
        BrowserInTest browser = await first.OpenAsync();
        Task clicking = Task.Run(async () =>
        {
            while (browser.Goodbye is null && !browser.IsClosed)
            {
                await browser.ClickAsync();
                await browser.UntilAsync(() => browser.Handled == browser.NextEvent - 1 || browser.Goodbye is not null || browser.IsClosed, "the answer");
            }

            await browser.UntilClosedAsync();
        }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => first.Engine.Counters.Events > 20, "Some clicks");
        Assert.True(await first.Server.DrainAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        await clicking;

        await using ServerInTest second = await StartAsync();
        await using BrowserInTest back = browser.At(second);
        await back.ConnectAsync();
        await back.HelloAsync();
        Assert.Equal($"{first.Engine.Counters.Events}", back.Document.Text(back.Document.FirstElement("output")));
        await browser.DisposeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task What_could_not_be_written_is_written_once_it_can_be()
    {
        await using ServerInTest server = await StartAsync();
        await using BrowserInTest browser = await server.OpenAsync();
        Directory.Delete(_folder.Path, recursive: true);
        await browser.ClickAndSeeAsync();
        await Eventually.TrueAsync(() => server.Engine.Counters.SaveFailures > 2, "The failures");
        Assert.Equal(1, server.Log.Count(2608));
        Directory.CreateDirectory(_folder.Path);
        await Eventually.TrueAsync(() => Directory.GetFiles(_folder.Path, "*.session.json").Length == 1, "The state on disk");
    }

    [Fact(Timeout = 120_000)]
    public async Task Who_leaves_for_good_leaves_nothing_in_the_folder()
    {
        await using ServerInTest server = await StartAsync();
        await using (BrowserInTest browser = await server.OpenAsync())
        {
            await browser.ClickAndSeeAsync();
            await Eventually.TrueAsync(() => Directory.GetFiles(_folder.Path, "*.session.json").Length == 1, "The state on disk");
        }

        await Eventually.TrueAsync(() => Directory.GetFiles(_folder.Path, "*.session.json").Length == 0, "The end of the state");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_page_that_stayed_open_for_longer_than_state_is_kept_has_lost_nothing()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        TimeSpan lifetime = TimeSpan.FromMinutes(10);
        LiveOptions Configure(LiveOptions options) =>
            options with { StateFolder = _folder.Path, TokenLifetime = lifetime, IdleTimeout = TimeSpan.Zero, Heartbeat = TimeSpan.FromHours(1), HelloTimeout = TimeSpan.FromMinutes(10) };
        BrowserInTest browser;
        await using (ServerInTest first = await ServerInTest.StartAsync<TestPage>(Configure, time))
        {
            browser = await first.OpenAsync();
            await browser.ClickAndSeeAsync();
            DateTime later = time.GetUtcNow().UtcDateTime + (2 * lifetime);
            await Eventually.TrueAsync(
                () =>
                {
                    time.Advance(TimeSpan.FromSeconds(5));
                    return Directory.GetFiles(_folder.Path, "*.session.json").Any(file => File.GetLastWriteTimeUtc(file) > later);
                },
                "The state that is kept fresh");
            browser.Cut();
        }

        await using ServerInTest second = await ServerInTest.StartAsync<TestPage>(Configure, time);
        await using BrowserInTest back = browser.At(second);
        await back.ConnectAsync();
        await back.HelloAsync();
        Assert.Equal("1", back.Document.Text(back.Document.FirstElement("output")));
        await browser.DisposeAsync();
    }

    private async Task<BrowserInTest> WithFirstServerAsync(Func<ServerInTest, BrowserInTest, Task> end)
    {
        await using ServerInTest server = await StartAsync();
        BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAndSeeAsync();
        await browser.ClickAndSeeAsync();
        await end(server, browser);
        return browser;
    }

    private async Task ComesBackAsync(BrowserInTest browser)
    {
        await using ServerInTest server = await StartAsync();
        await using BrowserInTest back = browser.At(server);
        await back.ConnectAsync();
        await back.HelloAsync();

        Assert.Equal(WelcomeMode.NewSession, back.Welcome!.Value.Mode);
        Assert.Equal("2", back.Document.Text(back.Document.FirstElement("output")));
        Assert.Equal(1, server.Engine.Counters.Resumed(ResumeKind.Restored));
        await back.ClickAndSeeAsync();
    }

    private Task<ServerInTest> StartAsync(TimeSpan? saveDelay = null) =>
        ServerInTest.StartAsync<TestPage>(options => options with { StateFolder = _folder.Path, SaveDelay = saveDelay ?? TimeSpan.FromMilliseconds(50) });
}
