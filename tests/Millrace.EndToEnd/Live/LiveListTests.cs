using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Millrace.EndToEnd.Live;

[Collection(SharedChromium.Collection)]
public sealed class LiveListTests(SharedChromium shared)
{
    private const int Limit = 240_000;
    private static readonly string[] First = ["Read the guide", "Write a component", "Show it to somebody"];

    [Fact(Timeout = Limit)]
    public async Task A_row_that_moves_keeps_the_focus()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/todo");
        ILocator up = window.Button($"Up: {First[2]}");

        await up.FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(Texts(window)).ToHaveTextAsync([First[0], First[2], First[1]]);
        await Expect(up).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(Texts(window)).ToHaveTextAsync([First[2], First[0], First[1]]);

        await Expect(up).ToBeFocusedAsync();
        Assert.Empty(window.Complaints);
        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_typed_in_a_row_and_its_selection_stay_while_rows_move_around_it()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/todo");
        await window.Button($"Edit: {First[1]}").ClickAsync();
        ILocator field = window.Field($"Text of: {First[1]}");
        await Expect(field).ToBeFocusedAsync();
        await field.FillAsync("Write two components");
        await field.EvaluateAsync("field => field.setSelectionRange(6, 9)");

        // Clicked by script, so that the focus stays where it is.
        await window.Button($"Up: {First[2]}").EvaluateAsync("button => button.click()");
        await Expect(Texts(window)).ToHaveTextAsync([First[0], First[2]]);
        await window.Button($"Down: {First[0]}").EvaluateAsync("button => button.click()");
        await Expect(Texts(window)).ToHaveTextAsync([First[2], First[0]]);

        await Expect(field).ToBeFocusedAsync();
        await Expect(field).ToHaveValueAsync("Write two components");
        Assert.Equal("6-9", await field.EvaluateAsync<string>("field => `${field.selectionStart}-${field.selectionEnd}`"));
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(Texts(window)).ToHaveTextAsync([First[2], First[0], "Write two components"]);
        await Expect(window.Button("Edit: Write two components")).ToBeFocusedAsync();
        Assert.Empty(window.Complaints);
        await window.Page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task Rows_are_ticked_off_dragged_removed_and_escape_leaves_a_row_as_it_was()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/todo");
        IPage page = window.Page;
        ILocator rows = page.Locator(".todos li");

        await page.GetByLabel(First[1]).First.CheckAsync();
        await Expect(page.GetByText("1 thing left")).ToBeVisibleAsync();
        await rows.Nth(2).DragToAsync(rows.Nth(0));
        await Expect(Texts(window)).ToHaveTextAsync([First[2], First[0], First[1]]);
        await Expect(page.Locator(".dragged, .over")).ToHaveCountAsync(0);

        await window.Button($"Edit: {First[2]}").ClickAsync();
        await window.Field($"Text of: {First[2]}").FillAsync("something else");
        await page.Keyboard.PressAsync("Escape");
        await Expect(window.Button($"Edit: {First[2]}")).ToBeFocusedAsync();
        await Expect(Texts(window)).ToHaveTextAsync([First[2], First[0], First[1]]);
        await window.Button($"Remove: {First[2]}").ClickAsync();
        await Expect(page.Locator(".todos")).ToBeFocusedAsync();
        await window.Button("Remove done").ClickAsync();
        await Expect(rows).ToHaveCountAsync(0);
        Assert.Empty(window.Complaints);
        await page.Context.CloseAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_thousand_rows_sort_and_tick_and_stay_still_where_they_are_held()
    {
        Chromium browser = shared.Browser;
        await using LiveUnderTest live = await LiveUnderTest.StartAsync();
        LiveWindow window = await LiveWindow.OpenAsync(browser, live.Address, "/table");
        IPage page = window.Page;
        ILocator body = page.Locator(".market tbody");
        await Expect(body.Locator("tr")).ToHaveCountAsync(1000);

        string before = await body.InnerTextAsync();
        await Expect(body).Not.ToHaveTextAsync(before, new() { UseInnerText = true });
        await window.Button("Hold").ClickAsync();
        await Expect(page.Locator("[aria-pressed=true]")).ToHaveTextAsync("Hold");
        foreach (string way in (string[])["descending", "ascending"])
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Price" }).ClickAsync();
            await Expect(page.Locator($"th[aria-sort={way}]")).ToContainTextAsync("Price");
            double[] prices = await body.EvaluateAsync<double[]>("body => [...body.rows].map(row => +row.cells[1].textContent.replaceAll(',', ''))");
            Assert.Equal(1000, prices.Length);
            Assert.Equal(way == "ascending" ? prices.Order() : prices.OrderDescending(), prices);
        }

        Assert.Empty(window.Complaints);
        await page.Context.CloseAsync();
    }

    private static ILocator Texts(LiveWindow window) => window.Page.Locator(".todos label span");
}
