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

    private Task<ServerInTest> StartAsync() =>
        ServerInTest.StartAsync<TestPage>(options => options with { StateFolder = _folder.Path, SaveDelay = TimeSpan.FromMilliseconds(50) });
}
