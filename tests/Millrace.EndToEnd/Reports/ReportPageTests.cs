using System.Text;
using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Millrace.EndToEnd.Reports;

[Collection(SharedChromium.Collection)]
public sealed class ReportPageTests(SharedChromium shared, RunsToRead runs) : IClassFixture<RunsToRead>
{
    private const int Limit = 240_000;
    private const string Light = "rgb(251, 250, 247)", Dark = "rgb(20, 23, 26)";

    [Fact(Timeout = Limit)]
    public async Task Page_of_a_run_draws_all_its_charts_and_asks_nothing_of_any_network()
    {
        await using ReportWindow window = await ReportWindow.OpenAsync(shared.Browser, runs.RunPage);

        Assert.InRange(await window.ChartsAsync(), 5, 12);
        await Expect(window.Page.Locator("h1")).ToContainTextAsync("gateway");
        await Expect(window.Page.Locator("main")).ToContainTextAsync("</script><b>\"note\"</b>");
        Assert.Empty(window.Complaints);
    }

    [Fact(Timeout = Limit)]
    public async Task Page_of_a_sweep_draws_its_scaling_and_leads_to_its_runs()
    {
        await using ReportWindow window = await ReportWindow.OpenAsync(shared.Browser, runs.SuitePage);

        Assert.Equal(2, await window.ChartsAsync());
        Assert.Empty(window.Complaints);
        await window.Page.Locator(".card h3 a").First.ClickAsync();
        await window.Page.WaitForURLAsync("**/clients-1/report.html");
        await Expect(window.Page.Locator("h1")).ToContainTextAsync("gateway");
    }

    [Fact(Timeout = Limit)]
    public async Task Page_follows_the_systems_theme_until_the_reader_chooses_one()
    {
        await using ReportWindow window = await ReportWindow.OpenAsync(shared.Browser, runs.RunPage, new BrowserNewContextOptions { ColorScheme = ColorScheme.Dark });
        ILocator theme = window.Page.Locator("#theme");

        Assert.Equal(Dark, await window.PaperAsync());
        await theme.FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(theme).ToHaveTextAsync("Theme: light");
        Assert.Equal(Light, await window.PaperAsync());
        await window.DrawnAsync();
        await window.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await theme.ClickAsync();
        Assert.Equal(Dark, await window.PaperAsync());
        await window.DrawnAsync();
        Assert.Empty(window.Complaints);
    }

    [Theory(Timeout = Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_phone_nothing_makes_the_page_scroll_sideways(bool isRun)
    {
        await using ReportWindow window = await ReportWindow.OpenAsync(
            shared.Browser, isRun ? runs.RunPage : runs.SuitePage, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true, DeviceScaleFactor = 2 });

        Assert.Equal(390, await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.Empty(window.Complaints);
    }

    [Fact(Timeout = Limit)]
    public async Task On_paper_the_page_is_light_unfolded_and_its_charts_are_drawn()
    {
        await using ReportWindow window = await ReportWindow.OpenAsync(shared.Browser, runs.RunPage, new BrowserNewContextOptions { ColorScheme = ColorScheme.Dark });

        byte[] paper = await window.Page.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true, PrintBackground = true });

        Assert.Equal("%PDF", Encoding.ASCII.GetString(paper, 0, 4));
        Assert.True(paper.Length > 50_000, $"{paper.Length} bytes hold no charts");
        Assert.Equal(Dark, await window.PaperAsync()); // as it was before
        await window.DrawnAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact(Timeout = Limit)]
    public async Task Charts_are_read_and_switched_with_the_keyboard()
    {
        await using ReportWindow window = await ReportWindow.OpenAsync(shared.Browser, runs.RunPage);
        ILocator latency = window.Page.Locator("#f-latency");
        ILocator logarithmic = latency.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "log scale" });

        await latency.Locator(".plot").FocusAsync();
        await window.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(latency.Locator("[aria-live]")).ToContainTextAsync("p99");
        string before = await logarithmic.GetAttributeAsync("aria-pressed") ?? "";
        await logarithmic.FocusAsync();
        await window.Page.Keyboard.PressAsync("Space");
        await Expect(logarithmic).ToHaveAttributeAsync("aria-pressed", before == "true" ? "false" : "true");
        ILocator p50 = latency.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "p50" });
        await p50.FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(p50).ToHaveAttributeAsync("aria-pressed", "false");
        await window.DrawnAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact(Timeout = Limit)]
    public async Task Without_scripts_the_figures_are_still_there()
    {
        await using ReportWindow window = await ReportWindow.OpenAsync(shared.Browser, runs.RunPage, new BrowserNewContextOptions { JavaScriptEnabled = false });

        await Expect(window.Page.Locator("noscript .banner").First).ToContainTextAsync("drawn by a script");
        await Expect(window.Page.Locator(".tile").First).ToContainTextAsync("answered rightly");
        await Expect(window.Page.Locator("table").First).ToBeVisibleAsync();
        await Expect(window.Page.Locator("#theme")).ToBeHiddenAsync();
    }
}
