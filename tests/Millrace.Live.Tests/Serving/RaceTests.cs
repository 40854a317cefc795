using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.Live.Tests.Serving;

/// <summary>What happens at once: posts of many threads, connections that break in the middle of a send, clients that come back while the server stops.</summary>
public sealed class RaceTests
{
    [Fact(Timeout = 240_000)]
    public async Task However_often_the_connection_breaks_the_client_ends_with_what_the_server_has()
    {
        const int Threads = 4;
        const int Each = 5_000;
        SharedSignal<int> shared = new(0);
        await using ServerInTest server = await ServerInTest.StartAsync(new LivePages().Map("/", _ => new SharedPage(shared)));
        await using BrowserInTest browser = await server.OpenAsync();
        Random random = new(11);
        Task[] writing = [.. Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                shared.Update(value => value + 1);
            }
        }))];
        for (int round = 0; round < 20; round++)
        {
            for (int frames = random.Next(5); frames > 0; frames--)
            {
                int before = browser.Frames;
                await browser.SendAsync(writer => ClientFrames.Ping(writer, 1)); // Where no patch comes any more, its answer does.
                await browser.UntilAsync(() => browser.Frames > before, "a frame");
            }

            browser.Cut();
            await browser.ConnectAsync();
            await browser.HelloAsync(wantsDocument: round % 5 == 4, browser.Document.LastPatch);
            Assert.Null(browser.Goodbye);
        }

        await Task.WhenAll(writing);
        await browser.UntilAsync(() => browser.Document.Text(browser.Document.FirstElement("output")) == $"{Threads * Each}", "the last value");
        Assert.Equal(1, server.Engine.Sessions.Count);
    }

    [Fact(Timeout = 240_000)]
    public async Task A_connection_that_breaks_in_the_middle_of_a_large_send_loses_nothing()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<WidePage>(options => options with { MaxSessionBytes = 0, EventsPerSecond = 0 });
        await using BrowserInTest browser = await server.OpenAsync();
        for (int round = 1; round <= 10; round++)
        {
            uint button = browser.Document.FirstElement("button");
            await browser.ClickAsync(button);
            await Eventually.TrueAsync(() => server.Engine.Counters.Events == round, "The click");
            browser.Cut();
            await browser.ConnectAsync();
            await browser.HelloAsync(wantsDocument: false, browser.Document.LastPatch);
            char expected = (char)('a' + (round % 26));
            await browser.UntilAsync(() => browser.Document.Text(browser.Document.FirstElement("output"))[0] == expected, "the frame that was cut");
        }
    }

    [Fact(Timeout = 240_000)]
    public async Task Who_comes_back_while_the_server_stops_is_sent_away_and_the_stop_ends()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        List<BrowserInTest> browsers = [];
        for (int i = 0; i < 8; i++)
        {
            browsers.Add(await server.OpenAsync());
            browsers[i].Cut();
        }

        Task<bool> stopping = server.Server.DrainAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken).AsTask();
        await Task.WhenAll(browsers.Select(async browser =>
        {
            try
            {
                await browser.ConnectAsync();
                await browser.HelloAsync();
                await browser.UntilClosedAsync();
                Assert.True(browser.Goodbye is null or { Reason: GoodbyeReason.Restart }, $"{browser.Goodbye}");
            }
            catch (System.Net.WebSockets.WebSocketException)
            {
                // Refused before the switch of protocols, as it should be.
            }
        }));
        Assert.True(await stopping);
        Assert.Equal(0, server.Engine.Sessions.Count);
        Assert.Equal(0, server.Engine.Ledger.Total);
        foreach (BrowserInTest browser in browsers)
        {
            await browser.DisposeAsync();
        }
    }

    [Fact(Timeout = 240_000)]
    public async Task Many_sessions_share_a_value_that_all_of_them_write()
    {
        const int Browsers = 12;
        const int Clicks = 25;
        SharedSignal<int> shared = new(0);
        await using ServerInTest server = await ServerInTest.StartAsync(new LivePages().Map("/", _ => new SharedPage(shared)));
        await Task.WhenAll(Enumerable.Range(0, Browsers).Select(async _ =>
        {
            await using BrowserInTest browser = await server.OpenAsync();
            for (int i = 0; i < Clicks; i++)
            {
                await browser.ClickAsync();
            }

            await browser.UntilAsync(() => browser.Handled == Clicks, "all clicks");
            await browser.UntilAsync(() => browser.Document.Text(browser.Document.FirstElement("output")) == $"{Browsers * Clicks}", "everybody's clicks");
        }));

        Assert.Equal(0, server.Engine.Counters.Failures);
        Assert.Equal(Browsers * Clicks, server.Engine.Counters.Events);
    }
}
