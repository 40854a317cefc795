using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Millrace.EndToEnd.Live;

[Collection(SharedChromium.Collection)]
public sealed class LivePageTests(SharedChromium shared)
{
    private const int Limit = 240_000;

    [Fact(Timeout = Limit)]
    public async Task A_page_can_be_read_where_no_script_runs()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        IBrowserContext user = await browser.UserAsync(new() { JavaScriptEnabled = false });
        IPage page = await user.NewPageAsync();

        await page.GotoAsync(new Uri(live.Address, "/todo").ToString());

        await Expect(page.Locator("h1")).ToHaveTextAsync("To-do");
        await Expect(page.Locator(".todos li")).ToHaveCountAsync(3);
        await Expect(page.Locator(".todos input").First).ToBeCheckedAsync();
        await user.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task Clicks_and_choices_reach_the_server_and_come_back()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/counter");
        ILocator count = window.Page.Locator(".count");

        await window.Button("Add 1").ClickAsync();
        await Expect(count).ToHaveTextAsync("1");
        await window.Field("In steps of").SelectOptionAsync("5");
        await window.Button("Add 5").DblClickAsync();
        await Expect(count).ToHaveTextAsync("11");
        await Expect(window.Page.GetByText("That is many.")).ToBeVisibleAsync();
        await Expect(window.Page.Locator(".meter div")).ToHaveJSPropertyAsync("style.width", "11%");
        await window.Button("Start again").ClickAsync();

        await Expect(count).ToHaveTextAsync("0");
        await Expect(window.Page.GetByText("That is many.")).ToHaveCountAsync(0);
        Assert.Empty(window.Complaints);
        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_typed_fast_stands_in_the_field_and_on_the_server()
    {
        const string Text = "The quick brown fox jumps over the lazy dog, twice and thrice \u00e9\U0001F44B";
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/todo");
        ILocator field = window.Field("What is to be done?");

        await field.PressSequentiallyAsync(Text);
        await Expect(field).ToHaveValueAsync(Text);
        await field.PressAsync("Enter");

        await Expect(window.Page.Locator(".todos li").Last).ToContainTextAsync(Text);
        await Expect(field).ToHaveValueAsync("");
        await Expect(field).ToBeFocusedAsync();
        Assert.Empty(window.Complaints);
        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task Two_windows_share_what_is_said()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow ann = await EnterAsync(browser, live, "Ann");
        LiveWindow bob = await EnterAsync(browser, live, "<b>Bob</b>");

        await Expect(ann.Page.Locator(".people li")).ToHaveTextAsync(["Ann", "<b>Bob</b>"]);
        await SayAsync(bob, "h\u00e9llo \U0001F44B");
        await Expect(ann.Page.Locator(".lines li").Last).ToContainTextAsync("<b>Bob</b>: h\u00e9llo \U0001F44B");
        await SayAsync(ann, "welcome");
        await Expect(bob.Page.Locator(".lines li").Last).ToContainTextAsync("Ann: welcome");
        await Expect(bob.Field("Say something, <b>Bob</b>")).ToHaveValueAsync("");

        Assert.Empty(ann.Complaints);
        Assert.Empty(bob.Complaints);
        await ann.Page.Context.CloseAsync();
        await bob.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task Hostile_text_stays_text()
    {
        string[] hostile = ["<img src=x onerror=alert(1)>", "\"><script>alert(2)</script>", "</li></ul><svg onload=alert(3)>", "javascript:alert(4)", "{{7*7}} &lt;i&gt; <!--9-->"];
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/todo");
        bool alerted = false;
        window.Page.Dialog += (_, dialog) => { alerted = true; _ = dialog.DismissAsync(); };
        ILocator field = window.Field("What is to be done?");

        foreach (string text in hostile)
        {
            await field.FillAsync(text);
            await field.PressAsync("Enter");
            await Expect(window.Page.Locator(".todos li span").Filter(new() { HasText = text })).ToHaveCountAsync(1);
        }

        await AssertTextAsync(window, hostile);
        await window.Page.ReloadAsync(); // and a session of its own has none of it
        await window.ConnectedAsync();
        Assert.False(alerted);
        Assert.Empty(window.Complaints);
        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task The_back_button_goes_back_within_a_page_and_between_pages()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/todo");
        IPage page = window.Page;
        ILocator rows = page.Locator(".todos li");
        await page.EvaluateAsync("window.notLoadedAgain = true");

        await window.Link("Open").ClickAsync();
        await Expect(rows).ToHaveCountAsync(2);
        await window.Link("Done").ClickAsync();
        await Expect(rows).ToHaveCountAsync(1);
        Assert.EndsWith("/todo?show=done", page.Url, StringComparison.Ordinal);
        await page.GoBackAsync();
        await Expect(rows).ToHaveCountAsync(2);
        await page.GoBackAsync();
        await Expect(rows).ToHaveCountAsync(3);
        await page.GoForwardAsync();
        await Expect(rows).ToHaveCountAsync(2);
        Assert.EndsWith("/todo?show=open", page.Url, StringComparison.Ordinal);

        await window.Link("Counter").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Counter");
        await Expect(page).ToHaveTitleAsync("Counter");
        await page.GoBackAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("To-do");
        await Expect(rows).ToHaveCountAsync(2);
        Assert.True(await page.EvaluateAsync<bool>("window.notLoadedAgain"));
        Assert.Empty(window.Complaints);
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task Hooks_hear_the_server_and_are_heard()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/table");
        ILocator rows = window.Page.Locator(".market tbody tr");
        await Expect(rows).ToHaveCountAsync(1000);

        // The hook's script is a module of its own: it has been mounted, has asked for values and has drawn them once a click finds one.
        await UntilAsync(async () =>
        {
            await window.Page.Locator("#chart").ClickAsync();
            await Expect(window.Page.Locator(".card [role=status]")).ToContainTextAsync("mean price picked", new() { Timeout = 1_000 });
        });
        await window.Field("Search").FillAsync("bane");
        await Expect(rows).Not.ToHaveCountAsync(1000);
        await Expect(rows.First).ToContainTextAsync("bane");
        Assert.Empty(window.Complaints);
        await window.Page.Context.CloseAsync();
    }

    private static async Task UntilAsync(Func<Task> holds)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await holds();
                return;
            }
            catch (PlaywrightException) when (attempt < 60)
            {
                // Not yet.
            }
        }
    }

    private static async Task AssertTextAsync(LiveWindow window, string[] texts)
    {
        Assert.Equal(texts, (await window.Page.Locator(".todos li span:not([aria-hidden])").AllTextContentsAsync()).TakeLast(texts.Length));
        await Expect(window.Page.Locator("main img, main svg, main script, main i")).ToHaveCountAsync(0);
    }

    private static async Task<LiveWindow> EnterAsync(Chromium browser, LiveUnderTest live, string name)
    {
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/chat");
        await window.Field("Your name").FillAsync(name);
        await window.Button("Enter").ClickAsync();
        await Expect(window.Field($"Say something, {name}")).ToBeFocusedAsync();
        return window;
    }

    private static async Task SayAsync(LiveWindow window, string text)
    {
        ILocator field = window.Page.Locator("#text");
        await field.FillAsync(text);
        await field.PressAsync("Enter");
    }
}
