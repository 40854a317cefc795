using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Serving;

/// <summary>A client that asks for the document while there is something to send gets that first: so it can hold what patches made against what the server has.</summary>
public sealed class DocumentOnDemandTests
{
    private const int Window = 4;

    [Fact(Timeout = 120_000)]
    public async Task What_waits_for_a_full_window_is_sent_before_the_document()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { WindowFrames = Window });
        await using BrowserInTest browser = await server.OpenAsync();
        browser.Acknowledges = false;
        for (int i = 1; i <= Window + 3; i++)
        {
            await browser.ClickAsync();
            await browser.UntilAsync(() => browser.Handled == i, "the answer to a click");
        }

        uint output = browser.Document.FirstElement("output");
        Assert.Equal($"{Window}", browser.Document.Text(output)); // the rest waits
        await browser.SendAsync(writer => ClientFrames.Resync(writer, browser.Document.LastPatch, true));
        await browser.UntilAsync(() => browser.Documents == 2, "the document");

        Assert.Null(browser.Difference);
        Assert.Equal($"{Window + 3}", browser.Document.Text(output));
    }

    [Fact(Timeout = 120_000)]
    public async Task Who_has_lost_its_place_gets_the_document_alone()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAndSeeAsync();
        int frames = browser.Frames;
        await browser.SendAsync(writer => ClientFrames.Resync(writer, 0, true));
        await browser.UntilAsync(() => browser.Documents == 2, "the document");

        Assert.Equal(frames + 1, browser.Frames);
        Assert.Equal("1", browser.Document.Text(browser.Document.FirstElement("output")));
    }
}
