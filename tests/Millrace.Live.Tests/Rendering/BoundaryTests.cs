using Millrace.Live.Host.Rendering;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class BoundaryTests
{
    private readonly Signal<string?> _breaks = new(null);
    private readonly List<string> _ended = [];
    private PageFailure? _shown;

    private Screen Guarded() => Screen.Of(() => Div(
        P("before"),
        Boundary(() => new Fragile(_breaks, _ended), failure =>
        {
            _shown = failure;
            return P("sorry");
        }),
        P("after")));

    private static string Shown(Screen screen) => string.Join('|', screen.Document.Children(1).Select(screen.Document.Text));

    [Theory]
    [InlineData("render", FailurePlace.Render)]
    [InlineData("text", FailurePlace.Render)]
    [InlineData("attribute", FailurePlace.Render)]
    [InlineData("effect", FailurePlace.Effect)]
    public void What_fails_when_a_signal_changes_shows_the_fallback_and_the_rest_goes_on(string what, FailurePlace place)
    {
        Screen screen = Guarded();
        Assert.Equal("before|fine|after", Shown(screen));

        screen.Turn(() => _breaks.Value = what);

        Assert.Equal("before|sorry|after", Shown(screen));
        Assert.Null(screen.Page.Failure);
        Assert.Equal((place, "Fragile", what), (_shown!.Place, _shown.Component, _shown.Error.Message));
        Assert.Contains("unmounted", _ended);
    }

    [Theory]
    [InlineData("constructor", FailurePlace.Render)]
    [InlineData("render", FailurePlace.Render)]
    [InlineData("mount", FailurePlace.Mount)]
    [InlineData("effect", FailurePlace.Effect)]
    public void What_fails_before_the_page_is_served_is_served_as_its_fallback(string what, FailurePlace place)
    {
        _breaks.Value = what;
        Screen screen = Guarded();

        Assert.Equal("before|sorry|after", Shown(screen));
        Assert.Contains("sorry", screen.Html, StringComparison.Ordinal);
        Assert.Equal(place, _shown!.Place);
    }

    [Fact]
    public void A_handler_that_throws_shows_the_fallback()
    {
        Screen screen = Guarded();

        Assert.Equal(DispatchOutcome.Handled, screen.Click("break"));
        screen.Flush();

        Assert.Equal("before|sorry|after", Shown(screen));
        Assert.Equal((FailurePlace.Handler, "Fragile"), (_shown!.Place, _shown.Component));
    }

    [Fact]
    public void Retrying_makes_the_content_anew()
    {
        Screen screen = Guarded();
        screen.Turn(() => _breaks.Value = "render");
        _breaks.Value = null;

        screen.Turn(() => _shown!.Retry());

        Assert.Equal("before|fine|after", Shown(screen));
        screen.Turn(() => _breaks.Value = "render");
        Assert.Equal("before|sorry|after", Shown(screen));
    }

    [Fact]
    public void An_OnUnmounted_that_throws_is_reported_and_stops_nothing()
    {
        var isThere = new Signal<bool>(true);
        Screen screen = Screen.Of(() => Div(When(isThere, () => Div(new Fragile(_breaks, _ended), new Fragile(new Signal<string?>(null), _ended)))));

        screen.Turn(() =>
        {
            _breaks.Value = "dispose";
            isThere.Value = false;
        });

        Assert.Null(screen.Page.Failure);
        Assert.Equal(FailurePlace.Unmount, Assert.Single(screen.Reports).Place);
        Assert.Equal(["unmounted", "cleaned up", "cleaned up"], _ended.Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void Without_a_boundary_the_page_has_failed_and_takes_no_more_events()
    {
        Screen screen = Screen.Of(() => new Fragile(_breaks, _ended));

        screen.Click("break");

        Assert.Equal(("handler", "Fragile"), (screen.Page.Failure!.Error.Message, screen.Page.Failure.Component));
        Assert.Equal(DispatchOutcome.Refused, screen.Click("break"));
    }

    [Fact]
    public void A_fallback_that_throws_is_the_business_of_the_boundary_outside()
    {
        Screen screen = Screen.Of(() => Div(Boundary(
            () => Boundary(() => new Fragile(_breaks, _ended), failure => throw new InvalidOperationException("fallback too")),
            failure => P($"outer: {failure.Error.Message}"))));

        screen.Turn(() => _breaks.Value = "render");

        Assert.Equal("outer: fallback too", Shown(screen));
    }

    [Fact]
    public void The_nearest_boundary_takes_it()
    {
        Screen screen = Screen.Of(() => Div(Boundary(
            () => Fragment(P("sibling"), Boundary(() => new Fragile(_breaks, _ended), _ => P("inner"))),
            _ => P("outer"))));

        screen.Turn(() => _breaks.Value = "render");

        Assert.Equal("sibling|inner", Shown(screen));
    }

    private sealed class Fragile : Component
    {
        private readonly Signal<string?> _breaks;
        private readonly List<string> _ended;

        internal Fragile(Signal<string?> breaks, List<string> ended)
        {
            (_breaks, _ended) = (breaks, ended);
            Break("constructor");
        }

        protected override Node Render()
        {
            Break("render");
            return P(Id("break"), OnClick(() => throw new InvalidOperationException("handler")), Attr("title", () => Break("attribute")), Text(() => Break("text") ?? "fine"));
        }

        protected override void OnMounted()
        {
            if (_breaks.Peek() == "mount")
            {
                throw new InvalidOperationException("mount");
            }

            _ = new Effect(() => Break("effect"));
            Effect.OnCleanUp(() => _ended.Add("cleaned up"));
        }

        protected override void OnUnmounted()
        {
            if (_breaks.Peek() == "dispose")
            {
                throw new InvalidOperationException("dispose");
            }

            _ended.Add("unmounted");
        }

        private string? Break(string where) => _breaks.Value == where ? throw new InvalidOperationException(where) : null;
    }
}
