using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;
using Millrace.EndToEnd.Live;
using Millrace.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Millrace.EndToEnd.Speech;

public sealed class SpeechPageTests
{
    private const int Limit = 240_000;

    [Fact(Timeout = Limit)]
    public async Task What_is_said_appears_provisionally_and_then_for_good()
    {
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync([]);
        await using PlayedMicrophone microphone = await PlayedMicrophone.StartAsync();
        LiveWindow window = await OpenAsync(microphone.Browser, served);
        IPage page = window.Page;
        await Expect(page.GetByRole(AriaRole.Status).First).ToHaveTextAsync("Not connected.");

        await window.Button("Start").ClickAsync();

        await Expect(page.Locator("#state")).ToHaveTextAsync("Connected, listening.");
        await page.WaitForFunctionAsync("() => document.getElementById('level').value > 0.3");
        await TalksAsync(page);
        await Expect(page.Locator("#partial")).ToHaveAttributeAsync("aria-live", "off");
        ILocator finals = page.GetByRole(AriaRole.Log, new() { Name = "Heard" }).GetByRole(AriaRole.Listitem);
        await Expect(finals.Nth(1)).ToContainTextAsync(new System.Text.RegularExpressions.Regex("[a-z]+"));
        await ShotAsync(page, "listening");
        Assert.Empty(await page.EvaluateAsync<string[]>(LiveLooks.Structure));
        Assert.Empty(await page.EvaluateAsync<string[]>(LiveLooks.Contrast));

        await window.Button("Stop").ClickAsync();

        await Expect(page.Locator("#state")).ToHaveTextAsync("Not connected.");
        await Expect(page.Locator("#problem")).ToBeHiddenAsync();
        await Expect(window.Button("Start")).ToBeEnabledAsync();
        await served.UntilAsync("/v1/sessions", sessions => sessions.GetProperty("count").GetInt32() == 0);
        Assert.Empty(window.Complaints);
    }

    [Fact(Timeout = Limit)]
    public async Task A_connection_that_is_lost_is_said_in_words_and_one_can_connect_again()
    {
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync([]);
        await using PlayedMicrophone microphone = await PlayedMicrophone.StartAsync();
        LiveWindow window = await OpenAsync(microphone.Browser, served);
        await window.Button("Start").ClickAsync();
        await TalksAsync(window.Page);

        served.Process.Kill();
        await Cli.EndOf(served.Process);

        ILocator alert = window.Page.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync("The connection was lost");
        await Expect(window.Page.Locator("#state")).ToHaveTextAsync("Not connected.");
        await window.Button("Connect again").ClickAsync();
        await Expect(alert).ToContainTextAsync("The server cannot be reached.");
        await ShotAsync(window.Page, "lost");
        Assert.Empty(await window.Page.EvaluateAsync<string[]>(LiveLooks.Contrast));

        await using ServedSpeechProcess again = await ServedSpeechProcess.StartAsync(["--port", $"{served.Address.Port}"]);
        await window.Button("Connect again").ClickAsync();
        await TalksAsync(window.Page);
        await Expect(alert).ToBeHiddenAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_server_that_shuts_down_while_one_talks_is_said_in_words_and_what_was_heard_stays()
    {
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync([]);
        await using PlayedMicrophone microphone = await PlayedMicrophone.StartAsync();
        LiveWindow window = await OpenAsync(microphone.Browser, served);
        await window.Button("Start").ClickAsync();
        ILocator finals = window.Page.GetByRole(AriaRole.Log, new() { Name = "Heard" }).GetByRole(AriaRole.Listitem);
        await Expect(finals.First).ToBeVisibleAsync();
        string heard = await finals.First.InnerTextAsync();
        await TalksAsync(window.Page);

        Assert.Equal(0, await served.StopAsync());

        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server has ended the recording: the server is going down.");
        await Expect(window.Page.Locator("#state")).ToHaveTextAsync("Not connected.");
        await Expect(window.Button("Start")).ToBeEnabledAsync();
        Assert.Equal(heard, await finals.First.InnerTextAsync());
        await ShotAsync(window.Page, "shutdown");
        await using ServedSpeechProcess again = await ServedSpeechProcess.StartAsync(["--port", $"{served.Address.Port}"]);
        await window.Button("Connect again").ClickAsync();
        await TalksAsync(window.Page);
        Assert.Equal(heard, await finals.First.InnerTextAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_full_server_is_said_in_words()
    {
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--max-sessions", "1"]);
        await using PlayedMicrophone microphone = await PlayedMicrophone.StartAsync();
        LiveWindow first = await OpenAsync(microphone.Browser, served);
        await first.Button("Start").ClickAsync();
        await Expect(first.Page.Locator("#state")).ToHaveTextAsync("Connected, listening.");
        LiveWindow second = await OpenAsync(microphone.Browser, served);

        await second.Button("Start").ClickAsync();

        await Expect(second.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The server is full");
        await first.Button("Stop").ClickAsync();
        await Expect(first.Page.Locator("#state")).ToHaveTextAsync("Not connected.");
        await served.UntilAsync("/v1/sessions", sessions => sessions.GetProperty("count").GetInt32() == 0);
        await second.Button("Connect again").ClickAsync();
        await Expect(second.Page.Locator("#state")).ToHaveTextAsync("Connected, listening.");
    }

    [Fact(Timeout = Limit)]
    public async Task A_server_with_keys_is_opened_with_the_key_that_is_typed()
    {
        const string Key = "a-key-of-more-than-16-characters";
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        using TempFolder folder = new();
        string file = folder.Write("keys", Key + "\n");
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--api-key-file", file]);
        await using PlayedMicrophone microphone = await PlayedMicrophone.StartAsync();
        LiveWindow window = await OpenAsync(microphone.Browser, served);
        await window.Button("Start").ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("API key");

        await window.Field("Key, where the server asks for one").FillAsync(Key);
        await window.Button("Start").ClickAsync();

        await Expect(window.Page.Locator("#state")).ToHaveTextAsync("Connected, listening.");
        await Expect(window.Page.Locator("#problem")).ToBeHiddenAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_microphone_that_is_refused_or_missing_is_said_in_words()
    {
        Assert.SkipWhen(Chromium.Missing is not null, Chromium.Missing ?? "");
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync([]);
        await using Chromium browser = await Chromium.StartAsync();
        LiveWindow refused = await OpenAsync(browser, served);
        await refused.Page.EvaluateAsync("() => navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))");
        LiveWindow missing = await OpenAsync(browser, served);
        await missing.Page.Context.GrantPermissionsAsync(["microphone"]);

        await refused.Button("Start").ClickAsync();
        await missing.Button("Start").ClickAsync();

        await Expect(refused.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The microphone was refused.");
        await Expect(missing.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("There is no microphone.");
        await Expect(refused.Button("Start")).ToBeEnabledAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task The_files_of_the_page_have_types_policies_and_tags()
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync([]);
        using HttpClient http = new();
        foreach ((string path, string type) in new[]
        {
            ("/", "text/html"), ("/page/page.js", "text/javascript"), ("/page/worklet.js", "text/javascript"), ("/page/page.css", "text/css"), ("/page/icon.svg", "image/svg+xml"),
        })
        {
            using HttpResponseMessage first = await http.GetAsync(new Uri(served.Address, path), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal(type, first.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotContain("unsafe", first.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", first.Headers.GetValues("X-Content-Type-Options").Single());
            using HttpRequestMessage again = new(HttpMethod.Get, new Uri(served.Address, path));
            again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag));
            using HttpResponseMessage second = await http.SendAsync(again, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        }
    }

    // Words of what is being said, from the microphone to the server and back.
    private static async Task TalksAsync(IPage page)
    {
        await Expect(page.Locator("#state")).ToHaveTextAsync("Connected, listening.");
        await page.WaitForFunctionAsync("() => /[a-z]/.test(document.getElementById('partial').textContent)");
    }

    private static async Task ShotAsync(IPage page, string name)
    {
        string folder = RepositoryRoot.Combine("artifacts", "screenshots", "speech");
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
    }

    private static async Task<LiveWindow> OpenAsync(Chromium browser, ServedSpeechProcess served)
    {
        LiveWindow window = await LiveWindow.OpenAsync(await browser.UserAsync());
        IResponse? answer = await window.Page.GotoAsync(served.Address.ToString());
        Assert.Equal(200, answer?.Status);
        return window;
    }
}
