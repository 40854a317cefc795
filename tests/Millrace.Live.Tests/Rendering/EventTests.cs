using Millrace.Live.Host.Rendering;
using Millrace.Live.Wire;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class EventTests
{
    private readonly List<string> _seen = [];

    [Fact]
    public void Each_kind_of_event_comes_to_its_handler_with_what_it_carries()
    {
        Screen screen = Screen.Of(() => Div(
            Id("d"),
            OnClick(e => _seen.Add($"click {e.X} {e.Modifiers}")),
            OnDoubleClick(e => _seen.Add($"dblclick {e.Y}")),
            OnMouseMove(e => _seen.Add($"move {e.OffsetX}")).Throttle(50),
            OnWheel(e => _seen.Add($"wheel {e.DeltaY}")),
            OnKeyDown(e => _seen.Add($"key {e.Key} {e.Repeat}")),
            OnInput((string text) => _seen.Add($"input {text}")),
            OnChange((ChangeEvent e) => _seen.Add($"change {string.Join(',', e.Values)} {e.Checked}")),
            OnSubmit(e => _seen.Add($"submit {e["a"]}")),
            OnReset(() => _seen.Add("reset")),
            OnFocus(() => _seen.Add("focus")),
            OnBlur(() => _seen.Add("blur")),
            OnScroll(e => _seen.Add($"scroll {e.Top}")),
            OnTouchStart(e => _seen.Add($"touch {e.Points.Count}")),
            OnDrop(e => _seen.Add($"drop {e.Data}")),
            OnCustom("picked", e => _seen.Add($"custom {e.Detail}"))));
        var mouse = new MouseEvent(1, 2, 3, 4, 0, 0, KeyModifiers.Ctrl);

        screen.Send(b => ClientFrames.Mouse(b, EventKind.Click, screen.NextEvent(), 1, mouse));
        screen.Send(b => ClientFrames.Mouse(b, EventKind.DoubleClick, screen.NextEvent(), 1, mouse));
        screen.Send(b => ClientFrames.Mouse(b, EventKind.MouseMove, screen.NextEvent(), 1, mouse));
        screen.Send(b => ClientFrames.Wheel(b, screen.NextEvent(), 1, new WheelEvent(mouse, 0, -5)));
        screen.Send(b => ClientFrames.Key(b, EventKind.KeyDown, screen.NextEvent(), 1, new KeyEvent("Enter", "Enter", KeyModifiers.None, true, false)));
        screen.Send(b => ClientFrames.Text(b, EventKind.Input, screen.NextEvent(), 1, "typed"));
        screen.Send(b => ClientFrames.Text(b, EventKind.Change, screen.NextEvent(), 1, "left"));
        screen.Send(b => ClientFrames.Toggle(b, screen.NextEvent(), 1, true, "on"));
        screen.Send(b => ClientFrames.Choose(b, screen.NextEvent(), 1, ["x", "y"]));
        screen.Send(b => ClientFrames.Submit(b, screen.NextEvent(), 1, [KeyValuePair.Create("a", "b")]));
        screen.Send(b => ClientFrames.Plain(b, EventKind.Reset, screen.NextEvent(), 1));
        screen.Send(b => ClientFrames.Plain(b, EventKind.Focus, screen.NextEvent(), 1));
        screen.Send(b => ClientFrames.Plain(b, EventKind.Blur, screen.NextEvent(), 1));
        screen.Send(b => ClientFrames.Scroll(b, screen.NextEvent(), 1, new ScrollEvent(0, 40, 1, 1, 1, 1)));
        screen.Send(b => ClientFrames.Touch(b, EventKind.TouchStart, screen.NextEvent(), 1, new TouchEvent([new TouchPoint(1, 2, 3)], KeyModifiers.None)));
        screen.Send(b => ClientFrames.Drag(b, EventKind.Drop, screen.NextEvent(), 1, new DragEvent(1, 2, KeyModifiers.None, "dropped")));
        screen.Send(b => ClientFrames.Custom(b, screen.NextEvent(), 1, "picked", "{}"));

        Assert.Equal(
            ["click 1 Ctrl", "dblclick 2", "move 3", "wheel -5", "key Enter True", "input typed", "change left ", "change on True", "change x,y ", "submit b", "reset", "focus", "blur",
                "scroll 40", "touch 1", "drop dropped", "custom {}"],
            _seen);
        Assert.Equal(DispatchOutcome.NoSuchHandler, screen.Send(b => ClientFrames.Custom(b, screen.NextEvent(), 1, "other", "")));
        Assert.Equal(DispatchOutcome.NoSuchHandler, screen.Send(b => ClientFrames.Mouse(b, EventKind.MouseUp, screen.NextEvent(), 1, mouse)));
    }

    [Fact]
    public void An_event_for_a_node_that_is_gone_or_never_was_calls_nothing()
    {
        var isThere = new Signal<bool>(true);
        Screen screen = Screen.Of(() => Div(When(isThere, () => Button(OnClick(() => _seen.Add("click")), "x"))));

        Assert.Equal(DispatchOutcome.Handled, screen.Click(2));
        screen.Turn(() => isThere.Value = false);

        Assert.Equal(DispatchOutcome.NoSuchNode, screen.Click(2));
        Assert.Equal(DispatchOutcome.NoSuchNode, screen.Click(uint.MaxValue));
        Assert.Equal(["click"], _seen);
    }

    [Fact]
    public void The_newest_handler_runs()
    {
        var version = new Signal<int>(1);
        Screen screen = Screen.Of(() =>
        {
            int now = version.Value;
            return Button(OnClick(() => _seen.Add($"version {now}")), "x");
        });

        screen.Turn(() => version.Value = 2);
        screen.Click(1);

        Assert.Equal(["version 2"], _seen);
    }

    [Fact]
    public void A_handler_that_awaits_shows_what_it_did_before_and_after()
    {
        var state = new Signal<string>("");
        var gate = new TaskCompletionSource();
        Screen screen = Screen.Of(() => Button(OnClick(async () =>
        {
            state.Value = "busy";
            await gate.Task;
            _seen.Add("after");
        }), state));

        Assert.Equal(DispatchOutcome.Handled, screen.Click(1));
        Assert.Equal(["text 2 'busy'"], screen.Flush());
        gate.SetResult();
    }

    [Fact]
    public void An_awaiting_handler_that_fails_is_reported_with_its_component()
    {
        Screen screen = Screen.Of(() => Button(OnClick(() => Task.FromException(new InvalidOperationException("late"))), "x"));

        screen.Click(1);

        Assert.Equal(("late", FailurePlace.AsyncHandler, "Rendered"), (screen.Page.Failure!.Error.Message, screen.Page.Failure.Place, screen.Page.Failure.Component));
    }

    [Fact]
    public void The_windows_size_and_address_are_signals()
    {
        PageProbe? probe = null;
        var screen = new Screen(() => probe = new PageProbe(), url: "/a?q=x%20y");

        Assert.Equal(DispatchOutcome.Handled, screen.Send(b => ClientFrames.Resize(b, screen.NextEvent(), new ResizeEvent(800, 600))));
        screen.Show(patches => patches.ReplaceUrl("/b?q=z"));
        Assert.Equal(DispatchOutcome.Handled, screen.Send(b => ClientFrames.Navigate(b, screen.NextEvent(), "/b?q=z", fromHistory: true)));
        Assert.Equal(DispatchOutcome.Refused, screen.Send(b => ClientFrames.Navigate(b, screen.NextEvent(), "//evil.example/", fromHistory: false)));

        Assert.Equal(["text 2 '800 /b z'"], screen.Flush());
    }

    private sealed class PageProbe : Component
    {
        protected override Node Render() => P(Text(() => $"{Page.Viewport.Value.Width} {Page.Path} {Page.Query("q")}"));
    }
}
