using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;
using Millrace.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Millrace.EndToEnd.Live;

[Collection(SharedChromium.Collection)]
public sealed class LiveAccessTests(SharedChromium shared)
{
    private const int Limit = 300_000;
    private const int MostSteps = 40;
    private static readonly string[] Pages = ["/", "/counter", "/todo", "/chat", "/table"];

    [Fact(Timeout = Limit)]
    public async Task Every_page_has_headings_labels_and_contrast_in_every_form_and_is_photographed()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        string folder = RepositoryRoot.Combine("artifacts", "screenshots", "live");
        Directory.CreateDirectory(folder);
        (string Name, BrowserNewContextOptions Options)[] forms =
        [
            ("desktop", new() { ViewportSize = new() { Width = 1280, Height = 800 }, ColorScheme = ColorScheme.Light }),
            ("dark", new() { ViewportSize = new() { Width = 1280, Height = 800 }, ColorScheme = ColorScheme.Dark }),
            ("phone", new() { ViewportSize = new() { Width = 390, Height = 844 }, ColorScheme = ColorScheme.Light, HasTouch = true, IsMobile = true, DeviceScaleFactor = 2 }),
        ];

        List<string> wrong = [];
        foreach ((string form, BrowserNewContextOptions options) in forms)
        {
            LiveWindow window = await LiveWindow.OpenAsync(await browser.UserAsync(options));
            foreach (string path in Pages)
            {
                await window.GoAsync(live.Address, path);
                await LiveInAsync(window, path);
                string name = path.Length == 1 ? "index" : path[1..];
                await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{form}.png"), Animations = ScreenshotAnimations.Disabled });
                foreach (string look in (string[])[LiveLooks.Structure, LiveLooks.Contrast])
                {
                    wrong.AddRange((await window.Page.EvaluateAsync<string[]>(look)).Select(each => $"{form} {path}: {each}"));
                }
            }

            wrong.AddRange(window.Complaints);
            await window.Page.Context.CloseAsync();
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact(Timeout = Limit)]
    public async Task The_tab_key_goes_through_every_page_in_order_and_shows_where_it_is()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(await browser.UserAsync());
        foreach (string path in Pages)
        {
            await window.GoAsync(live.Address, path);
            string[] order = await window.Page.EvaluateAsync<string[]>(LiveLooks.Reachable);
            Assert.True(order.Length >= 5, $"{path} has only {order.Length} places for the focus");
            for (int step = 0; step < Math.Min(order.Length, MostSteps); step++)
            {
                await window.Page.Keyboard.PressAsync("Tab");
                string[] focused = await window.Page.EvaluateAsync<string[]>(LiveLooks.Focused);
                Assert.True(focused[0] == order[step] && focused[1] == "seen", $"{path}, step {step + 1}: {string.Join(' ', focused)} instead of {order[step]}");
            }
        }

        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task The_strict_policy_holds_and_is_broken_by_none_of_our_own()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(await browser.UserAsync());
        IResponse? page = await window.Page.GotoAsync(new Uri(live.Address, "/todo").ToString());
        await window.ConnectedAsync();

        string policy = await page!.HeaderValueAsync("content-security-policy") ?? "";
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Empty(window.Complaints);

        // And a page that does break it is noticed, so the silence means something.
        await window.Page.EvaluateAsync("() => { const script = document.createElement('script'); script.textContent = 'window.ran = true'; document.body.append(script); }");
        await Eventually.TrueAsync(() => window.Complaints.Any(each => each.StartsWith("policy: script-src", StringComparison.Ordinal)), "the violation");
        Assert.False(await window.Page.EvaluateAsync<bool>("'ran' in window"));
        await window.Page.Context.CloseAsync();
    }

    /// <summary>Something to see on a photograph.</summary>
    private static async Task LiveInAsync(LiveWindow window, string path)
    {
        if (path == "/counter")
        {
            await window.Field("In steps of").SelectOptionAsync("10");
            await window.Button("Add 10").DblClickAsync();
            await Expect(window.Page.GetByText("That is many.")).ToBeVisibleAsync();
        }
        else if (path == "/todo")
        {
            await window.Button("Edit: Write a component").ClickAsync();
            await Expect(window.Field("Text of: Write a component")).ToBeFocusedAsync();
        }
        else if (path == "/chat")
        {
            await window.Field("Your name").FillAsync("Ann");
            await window.Button("Enter").ClickAsync();
            await Expect(window.Page.Locator("#text")).ToBeFocusedAsync();
            await window.Page.Locator("#text").FillAsync("Good morning. Is anybody there?");
            await window.Page.Keyboard.PressAsync("Enter");
            await Expect(window.Page.Locator(".lines")).ToContainTextAsync("Is anybody there?");
        }
        else if (path == "/table")
        {
            await Expect(window.Page.Locator(".market tbody tr")).ToHaveCountAsync(1000);
        }
    }
}
