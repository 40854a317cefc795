using Millrace.Live.Host.Rendering;
using Millrace.Live.Tests.Rendering;
using Millrace.Live.Wire;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Components;

public sealed class PageTests
{
    private readonly Screen _screen;
    private PageContext? _page;

    public PageTests()
    {
        _screen = new Screen(() => new Probe(page => _page = page));
    }

    [Fact]
    public void The_address_the_title_and_leaving_are_told_after_the_changes_of_their_turn()
    {
        string[] operations = _screen.Turn(() =>
        {
            _page!.Title = "New";
            _page.Navigate("/b?x=1");
            _page.Navigate("/c", replace: true);
            _page.Send("saved", new { Id = 7 });
            _page.Leave("https://example.org/");
        });

        Assert.Equal(["text 2 '/c'", "title 'New'", "push '/b?x=1'", "replace url '/c'", "message 0 saved {\"id\":7}", "leave 'https://example.org/'"], operations);
        Assert.Equal("/c", _page!.Url.Peek());
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("https://evil.example/")]
    [InlineData("relative")]
    [InlineData("")]
    public void Only_addresses_of_this_site_can_be_navigated_to(string url) => Assert.Throws<ArgumentException>(() => _page!.Navigate(url));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData(" java\tscript:alert(1)")]
    [InlineData("data:text/html,<script>")]
    public void No_address_that_runs_a_script_can_be_left_for(string url) => Assert.Throws<ArgumentException>(() => _page!.Leave(url));

    [Fact]
    public void A_title_set_while_mounting_is_served_and_not_told_again()
    {
        var screen = new Screen(() => new Probe(page => page.Title = "Served"));

        Assert.Equal("Served", screen.Page.Context.Title);
        Assert.Empty(screen.Flush());
        Assert.Equal("Served", screen.Document.Title);
    }

    [Fact]
    public void Posted_work_runs_in_a_turn_of_the_page()
    {
        _page!.Post(() => _page.Title = "Posted");
        _screen.RunPosted();

        Assert.Equal(["title 'Posted'"], _screen.Flush());
    }

    [Fact]
    public void Posted_work_that_fails_fails_the_page()
    {
        _page!.Post(() => throw new InvalidOperationException("posted"));
        _screen.RunPosted();

        Assert.Equal("posted", _screen.Page.Failure!.Error.Message);
    }

    [Fact]
    public void A_hold_on_an_element_focuses_scrolls_and_speaks_to_its_hook()
    {
        var field = new Ref();
        var isThere = new Signal<bool>(false);
        Screen screen = Screen.Of(() => Div(When(isThere, () => Input(field, Hook("chart")))));

        Assert.Empty(screen.Turn(field.Focus));
        string[] operations = screen.Turn(() => isThere.Value = true);
        Assert.Equal(["insert in 1 before 0 2<input l-hook='chart'></>"], operations);
        Assert.Equal(["focus 2", "scroll 2 0 40 1", "message 2 draw {\"x\":1}", "blur 2"], screen.Turn(() =>
        {
            field.Focus();
            field.ScrollTo(0, 40, smooth: true);
            field.Send("draw", new { X = 1 });
            field.Blur();
        }));
        Assert.Equal(["remove 2"], screen.Turn(() =>
        {
            field.Focus();
            isThere.Value = false;
        }));
        Assert.False(field.IsThere);
    }

    [Fact]
    public void A_shared_signal_wakes_the_pages_that_read_it_and_no_other()
    {
        var shared = new SharedSignal<int>(0);
        Screen reads = Screen.Of(() => P(shared));
        Screen other = Screen.Of(() => P("text"));

        shared.Update(value => value + 1);

        Assert.Equal((1, 0), (reads.Woken, other.Woken));
        Assert.Equal(["text 2 '1'"], reads.Flush());
    }

    [Fact]
    public void A_listener_ends_with_its_component_and_fails_into_its_boundary()
    {
        var isThere = new Signal<bool>(true);
        var heard = new List<string>();
        Screen screen = Screen.Of(() => Div(Boundary(
            () => When(isThere, () => new Probe(page => page.Listen("said", e => heard.Add(e.Detail == "\"bad\"" ? throw new FormatException("bad") : e.Detail)))),
            failure => P("sorry"))));

        Assert.Equal(DispatchOutcome.Handled, Say("\"good\""));
        Assert.Equal(DispatchOutcome.Handled, Say("\"bad\""));
        screen.Flush();
        Assert.Null(screen.Page.Failure);
        Assert.Equal("sorry", screen.Document.Text(0));
        Assert.Equal(DispatchOutcome.NoSuchHandler, Say("\"late\""));

        Assert.Equal(["\"good\""], heard);

        DispatchOutcome Say(string detail) => screen.Send(buffer => ClientFrames.Custom(buffer, screen.NextEvent(), 0, "said", detail));
    }

    [Fact]
    public void A_listener_may_be_taken_back_and_does_not_take_another_of_its_name_along()
    {
        IDisposable first = _page!.Listen("said", _ => { });
        IDisposable second = _page.Listen("said", _ => { });

        first.Dispose();
        Assert.Equal(DispatchOutcome.Handled, Say());
        second.Dispose();
        Assert.Equal(DispatchOutcome.NoSuchHandler, Say());

        DispatchOutcome Say() => _screen.Send(buffer => ClientFrames.Custom(buffer, _screen.NextEvent(), 0, "said", "1"));
    }

    private sealed class Probe(Action<PageContext> mounted) : Component
    {
        protected override Node Render() => P(Page.Url);

        protected override void OnMounted() => mounted(Page);
    }
}
