using Millrace.Live.Host.Rendering;
using Millrace.Live.Wire;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class KeyEventTests
{
    private readonly List<string> _seen = [];

    private static Screen Of(params Modifier[] handlers) => Screen.Of(() => Input(Id("i"), Modifiers(handlers)));

    private static DispatchOutcome Press(Screen screen, string key) => screen.Send(buffer =>
        ClientFrames.Key(buffer, EventKind.KeyDown, screen.NextEvent(), screen.Id("i"), new KeyEvent(key, key, KeyModifiers.None, false, false)));

    [Fact]
    public void Each_handler_hears_its_own_keys_only()
    {
        Screen screen = Of(OnKeyDown(() => _seen.Add("save")).Keys("Enter"), OnKeyDown(() => _seen.Add("cancel")).Keys("Escape"), OnKeyDown(() => _seen.Add("space")).Keys("Space"));

        Press(screen, "Escape");
        Press(screen, " ");

        Assert.Equal(["cancel", "space"], _seen);
        Assert.Equal(DispatchOutcome.NoSuchHandler, Press(screen, "x"));
    }

    [Fact]
    public void What_one_handler_prevents_is_prevented_for_its_keys_alone()
    {
        Assert.Equal("keydown.p.kEnter keydown", Of(OnKeyDown(() => { }), OnKeyDown(() => { }).Keys("Enter").Prevent()).Document.Attribute(1, "l-on"));
        Assert.Equal("keydown.p.kEnter keydown.kEscape|F1", Of(OnKeyDown(() => { }).Keys("Enter").Prevent(), OnKeyDown(() => { }).Keys("Escape"), OnKeyDown(() => { }).Keys("F1")).Document.Attribute(1, "l-on"));
        Assert.Equal("keydown", Of(OnKeyDown(() => { }).Keys("Enter"), OnKeyDown(() => { })).Document.Attribute(1, "l-on"));
    }

    [Fact]
    public void Handlers_that_share_a_key_share_what_is_done_with_it() =>
        Assert.Equal("keydown.p.kEnter|Escape", Of(OnKeyDown(() => { }).Keys("Enter"), OnKeyDown(() => { }).Keys("Enter", "Escape").Prevent()).Document.Attribute(1, "l-on"));

    [Fact]
    public void An_element_that_hears_a_scripts_own_events_alone_is_served()
    {
        Screen screen = Screen.Of(() => Div(Hook("chart"), OnCustom("picked", _ => _seen.Add("picked"))));

        Assert.Contains("l-hook=\"chart\"", screen.Html, StringComparison.Ordinal);
        screen.Send(buffer => ClientFrames.Custom(buffer, screen.NextEvent(), 1, "picked", "1"));
        Assert.Equal(["picked"], _seen);
    }

    [Fact]
    public void A_scripts_own_event_may_be_called_as_one_of_the_browsers()
    {
        var swapped = new Signal<bool>(false);
        Modifier[] Both() => [OnCustom("click", _ => _seen.Add("custom")), OnClick(() => _seen.Add("click"))];
        Screen screen = Screen.Of(() => Div(Id("i"), Modifiers(swapped.Value ? [.. Both().Reverse()] : Both())));

        screen.Turn(() => swapped.Value = true);
        screen.Click("i");

        Assert.Equal(["click"], _seen);
    }
}
