using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;
using Millrace.Live.Wire;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Millrace.EndToEnd.Live;

/// <summary>What the client's script makes of what the server says, and of its silence.</summary>
[Collection(SharedChromium.Collection)]
public sealed class LiveScriptPageTests(SharedChromium shared)
{
    private const int Limit = 240_000;

    [Fact(Timeout = Limit)]
    public async Task Styles_that_patches_set_give_way_to_those_of_a_document()
    {
        PlayedServer server = await PlayedServer.OpenAsync(shared.Browser, """<p l="1" l-style="color:red">One</p>""");
        ILocator one = server.Page.Locator("main p");
        server.Patch(0, patch =>
        {
            patch.SetStyle(1, "color", "blue !important");
            patch.SetStyle(1, "opacity", "0.5");
        });
        await Expect(one).ToHaveCSSAsync("opacity", "0.5");
        await Expect(one).ToHaveCSSAsync("color", "rgb(0, 0, 255)");

        await server.CutAsync();
        await server.WelcomeAsync(WelcomeMode.Document, lastEvent: 0);
        server.Document(0, 1, document =>
        {
            document.Element(1, "p", 1, 1);
            document.Attribute("l-style", "color:red");
            document.TextNode(2, "Two");
        });

        await Expect(one).ToHaveTextAsync("Two");
        await Expect(one).ToHaveCSSAsync("color", "rgb(255, 0, 0)");
        await Expect(one).ToHaveCSSAsync("opacity", "1");
        await server.EndAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_typed_where_nobody_listens_outlives_a_document_until_the_server_wants_something_else()
    {
        PlayedServer server = await PlayedServer.OpenAsync(
            shared.Browser, """<input l="1" id="title" value="Untitled"><textarea l="2">Text</textarea><input l="3" type="radio" name="r" value="a" checked><input l="4" type="radio" name="r" value="b">""");
        ILocator title = server.Page.Locator("#title"), text = server.Page.Locator("textarea"), second = server.Page.Locator("[value=b]");
        server.Patch(0, patch => patch.SetValue(1, "Draft"));
        await Expect(title).ToHaveValueAsync("Draft");
        await title.FillAsync("My title");
        await text.FillAsync("My text");
        await second.CheckAsync();

        await ResumeAsync("Draft", "one");
        await Expect(title).ToHaveValueAsync("My title");
        await Expect(text).ToHaveValueAsync("My text");
        await Expect(second).ToBeCheckedAsync();
        await ResumeAsync("Other", "two");
        await Expect(title).ToHaveValueAsync("Other");
        await Expect(text).ToHaveValueAsync("My text");
        await server.EndAsync();

        async Task ResumeAsync(string said, string mark)
        {
            await server.CutAsync();
            await server.WelcomeAsync(WelcomeMode.Document, lastEvent: 0);
            server.Document(0, 5, document =>
            {
                document.Element(1, "input", 2, 0);
                document.Attribute("id", "title");
                document.Attribute("value", said);
                document.Element(2, "textarea", 1, 0);
                document.Attribute("value", "Text");
                foreach ((uint id, string value) in ((uint, string)[])[(3, "a"), (4, "b")])
                {
                    document.Element(id, "input", value == "a" ? 4 : 3, 0);
                    document.Attribute("type", "radio");
                    document.Attribute("name", "r");
                    document.Attribute("value", value);
                    if (value == "a")
                    {
                        document.Attribute("checked", "");
                    }
                }

                document.Element(5, "p", 0, 1);
                document.TextNode(6, mark);
            });
            await Expect(server.Page.Locator("main p").Filter(new() { HasText = mark })).ToHaveCountAsync(1);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task A_hook_that_took_away_what_the_server_wants_to_replace_stops_nothing()
    {
        PlayedServer server = await PlayedServer.OpenAsync(shared.Browser, """<div l="1" l-ignore><p l="2">Old</p></div><p l="4" id="other">Before</p>""");
        await server.Page.EvaluateAsync("document.querySelector('[l-ignore]').replaceChildren('drawn')");

        server.Patch(0, patch =>
        {
            patch.Replace(2, 6);
            patch.Element(6, "p", 0, 0);
            patch.Remove(6);
            patch.SetText(5, "After");
        });

        await Expect(server.Page.Locator("#other")).ToHaveTextAsync("After");
        await Expect(server.Page.Locator("[l-ignore]")).ToHaveTextAsync("drawn");
        Assert.Empty(server.Window.Complaints);
        await server.EndAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task What_can_not_be_read_is_asked_for_as_a_document_and_a_range_takes_its_value_within_its_bounds()
    {
        PlayedServer server = await PlayedServer.OpenAsync(shared.Browser, """<p l="1">One</p>""");
        server.Patch(0, patch => patch.SetText(77, "nobody"));
        await Millrace.Testing.Eventually.TrueAsync(() => server.Window.Complaints.Any(each => each.Contains("could not be applied", StringComparison.Ordinal)), "the complaint");

        server.Document(0, 1, document =>
        {
            document.Element(1, "input", 3, 0);
            document.Attribute("type", "range");
            document.Attribute("value", "150");
            document.Attribute("max", "200");
        });

        await Expect(server.Page.Locator("input")).ToHaveValueAsync("150");
        await server.EndAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_line_that_went_silent_is_hung_up_with_a_code_that_keeps_the_session()
    {
        PlayedServer server = await PlayedServer.OpenAsync(shared.Browser, """<button l="1" l-on="click">Go</button>""");
        server.AnswersPings = false;

        await server.Page.Locator("button").ClickAsync(); // and nobody reports that it is handled

        Assert.Equal(4000, (await server.CloseAsync()).Code);
        await server.EndAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_page_whose_token_was_refused_from_the_start_is_loaded_again_once()
    {
        PlayedServer server = await PlayedServer.LoadAsync(shared.Browser, "<p>One</p>");

        await server.RefuseAsync(GoodbyeReason.Token, GoodbyeAdvice.OfferReload, "not for this browser");
        await server.RefuseAsync(GoodbyeReason.Token, GoodbyeAdvice.OfferReload, "still not");

        await server.Window.StateAsync("closed");
        await Expect(server.Window.Banner).ToContainTextAsync("still not");
        await Expect(server.Window.Button("Reload")).ToBeVisibleAsync();
        Assert.Equal(2, server.Loads);
        await server.EndAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_page_whose_token_is_refused_later_or_with_something_typed_in_it_is_left_to_its_user()
    {
        PlayedServer typed = await PlayedServer.LoadAsync(shared.Browser, """<input l="1">""");
        await typed.Page.Locator("input").FillAsync("not to be lost");
        await typed.RefuseAsync(GoodbyeReason.Token, GoodbyeAdvice.OfferReload, "refused");
        PlayedServer later = await PlayedServer.OpenAsync(shared.Browser, "<p>One</p>");
        await later.CutAsync();
        await later.RefuseAsync(GoodbyeReason.Token, GoodbyeAdvice.OfferReload, "refused");

        foreach (PlayedServer server in (PlayedServer[])[typed, later])
        {
            await server.Window.StateAsync("closed");
            await Expect(server.Window.Button("Reload")).ToBeVisibleAsync();
            Assert.Equal(1, server.Loads);
            await server.EndAsync();
        }
    }
}
