using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;
using Millrace.Live.Wire;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Millrace.EndToEnd.Live;

/// <summary>What the client's script sends, and when.</summary>
[Collection(SharedChromium.Collection)]
public sealed class LiveScriptEventTests(SharedChromium shared)
{
    private const int Limit = 240_000;

    [Fact(Timeout = Limit)]
    public async Task What_is_typed_without_a_connection_is_not_put_into_an_event_that_was_sent_before()
    {
        PlayedServer server = await PlayedServer.OpenAsync(shared.Browser, """<input l="1" l-on="input">""");
        ILocator field = server.Page.Locator("input");
        await field.PressSequentiallyAsync("a");
        Assert.Equal(new PlayedEvent(EventKind.Input, 1, 1, "a"), await server.EventAsync());

        await server.CutAsync(); // the server handled it, but the client was not told
        await field.PressSequentiallyAsync("bcd");
        await server.WelcomeAsync(WelcomeMode.Replay, lastEvent: 1);

        Assert.Equal(new PlayedEvent(EventKind.Input, 2, 1, "abcd"), await server.EventAsync()); // and only the last of those that nobody has seen
        await server.EndAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_field_whose_changes_were_put_off_and_merged_takes_a_value_of_the_server_again()
    {
        PlayedServer server = await PlayedServer.OpenAsync(shared.Browser, """<input l="1" l-on="input.d1">""");
        ILocator field = server.Page.Locator("input");
        await server.CutAsync();
        foreach (string key in (string[])["a", "b", "c"])
        {
            await field.PressSequentiallyAsync(key);
            await PassAsync(server.Page); // what was put off by 1 ms is in the queue
        }

        await server.WelcomeAsync(WelcomeMode.Replay, lastEvent: 0);
        Assert.Equal(new PlayedEvent(EventKind.Input, 1, 1, "abc"), await server.EventAsync());
        server.Patch(1, patch => patch.SetValue(1, ""));

        await Expect(field).ToHaveValueAsync("");
        await server.EndAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_field_with_too_long_a_text_says_so_and_takes_a_value_of_the_server_again()
    {
        PlayedServer server = await PlayedServer.LoadAsync(shared.Browser, """<input l="1" l-on="input.d1">""");
        server.Largest = 100;
        await server.WelcomeAsync(WelcomeMode.GoOn, 0);
        await server.Window.ConnectedAsync();
        ILocator field = server.Page.Locator("input");
        await field.FillAsync(new string('x', 200));
        await Expect(server.Window.Banner).ToContainTextAsync("too long");

        server.Patch(0, patch => patch.SetValue(1, "short"));

        await Expect(field).ToHaveValueAsync("short");
        await server.EndAsync();
    }

    [Theory(Timeout = Limit)]
    [InlineData("click")]
    [InlineData("click.t60000")]
    public async Task Keys_do_not_hurry_what_is_put_off_but_a_click_goes_after_it(string click)
    {
        PlayedServer server = await PlayedServer.OpenAsync(
            shared.Browser, $"""<div l="1" l-on="keydown scroll focus"><input l="2" l-on="input.d60000"><button l="3" l-on="{click}">Save</button></div>""");
        ILocator field = server.Page.Locator("input");

        await field.FocusAsync();
        await field.PressSequentiallyAsync("ab");
        await server.Page.Locator("button").EvaluateAsync("button => button.click()");

        Assert.Equal(
            [
                new PlayedEvent(EventKind.Focus, 1, 1, ""), new PlayedEvent(EventKind.KeyDown, 2, 1, "a"), new PlayedEvent(EventKind.KeyDown, 3, 1, "b"),
                new PlayedEvent(EventKind.Input, 4, 2, "ab"), new PlayedEvent(EventKind.Click, 5, 3, ""),
            ],
            [await server.EventAsync(), await server.EventAsync(), await server.EventAsync(), await server.EventAsync(), await server.EventAsync()]);
        await server.EndAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_key_that_was_asked_for_goes_after_what_was_typed_and_only_it_is_prevented()
    {
        PlayedServer server = await PlayedServer.OpenAsync(shared.Browser, """<form l="1" l-on="submit"><input l="2" l-on="input.d60000 keydown.p.kEnter keydown.kEscape|x"></form>""");
        ILocator field = server.Page.Locator("input");

        await field.PressSequentiallyAsync("wxy");
        await field.PressAsync("Enter");

        Assert.Equal(
            [new PlayedEvent(EventKind.Input, 1, 2, "w"), new PlayedEvent(EventKind.KeyDown, 2, 2, "x"), new PlayedEvent(EventKind.Input, 3, 2, "wxy"), new PlayedEvent(EventKind.KeyDown, 4, 2, "Enter")],
            [await server.EventAsync(), await server.EventAsync(), await server.EventAsync(), await server.EventAsync()]);
        await Expect(field).ToHaveValueAsync("wxy");
        await field.PressAsync("Escape");
        Assert.Equal(EventKind.KeyDown, (await server.EventAsync()).Kind); // and not a submit
        await server.EndAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task Two_fields_below_one_that_listens_and_puts_off_are_both_told()
    {
        PlayedServer server = await PlayedServer.OpenAsync(
            shared.Browser, """<div l="1" l-on="input.d60000"><input l="2" id="one"><input l="3" id="two"></div><button l="4" l-on="click">Go</button>""");

        await server.Page.Locator("#one").FillAsync("first");
        await server.Page.Locator("#two").FillAsync("second");
        await server.Page.Locator("button").ClickAsync();

        Assert.Equal(
            [new PlayedEvent(EventKind.Input, 1, 1, "first"), new PlayedEvent(EventKind.Input, 2, 1, "second"), new PlayedEvent(EventKind.Click, 3, 4, "")],
            [await server.EventAsync(), await server.EventAsync(), await server.EventAsync()]);
        await server.EndAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task An_element_of_an_old_session_raises_nothing_at_the_node_that_has_its_number_now()
    {
        PlayedServer server = await PlayedServer.OpenAsync(shared.Browser, """<p l="1">Old</p><input l="2" l-on="input.d60000">""");
        await server.Page.EvaluateAsync("window.old = document.querySelector('p')");
        await server.Page.Locator("input").FillAsync("never sent");
        await server.CutAsync();
        await server.WelcomeAsync(WelcomeMode.NewSession, lastEvent: 0);
        server.Document(0, 2, document =>
        {
            document.Element(1, "button", 1, 0);
            document.Attribute("l-on", "click custom");
            document.Element(2, "button", 1, 0);
            document.Attribute("l-on", "click");
        });
        await Expect(server.Page.Locator("button")).ToHaveCountAsync(2);

        await server.Page.EvaluateAsync("live.send('late', null, window.old)");
        await server.Page.Locator("button").First.ClickAsync();

        Assert.Equal(new PlayedEvent(EventKind.Click, 1, 1, ""), await server.EventAsync());
        await server.EndAsync();
    }

    /// <summary>Returns once a timer of 50 ms that is set now has run out in the page: shorter ones that were set before it have, too.</summary>
    private static async Task PassAsync(IPage page) => await page.EvaluateAsync("new Promise(passed => setTimeout(passed, 50))");
}
