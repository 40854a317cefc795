using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class LateFailureTests
{
    // Continuations run inline: who waits for the work is done when it is.
    private readonly TaskCompletionSource _work = new();
    private readonly Signal<bool> _shows = new(true);

    private Screen Loading() => Screen.Of(() => Div(Boundary(() => Div(When(_shows, () => new Slow(_work.Task))), _ => P("sorry"))));

    [Fact]
    public void A_cancelled_load_of_a_component_that_is_gone_is_no_failure()
    {
        Screen screen = Loading();
        screen.Turn(() => _shows.Value = false);

        _work.SetCanceled(TestContext.Current.CancellationToken);

        Assert.Null(screen.Page.Failure);
        Assert.Empty(screen.Reports);
        Assert.False(screen.Page.HasChanges);
    }

    [Fact]
    public void A_failed_load_of_a_component_that_is_gone_ends_at_the_boundary_that_was_around_it()
    {
        Screen screen = Loading();
        screen.Turn(() => _shows.Value = false);

        _work.SetException(new InvalidOperationException("late"));

        Assert.Null(screen.Page.Failure);
        Assert.Single(screen.Reports);
        screen.Flush();
        Assert.Equal("sorry", screen.Document.Text(1));
    }

    [Fact]
    public void A_failed_handler_of_a_row_that_is_gone_does_not_end_a_page_without_boundaries()
    {
        Screen screen = Screen.Of(() => Div(When(_shows, () => Button(Id("x"), OnClick(async () => await _work.Task), "x"))));
        screen.Click("x");
        screen.Turn(() => _shows.Value = false);

        _work.SetException(new InvalidOperationException("late"));

        Assert.Null(screen.Page.Failure);
        Assert.Single(screen.Reports);
    }

    [Fact]
    public void A_failed_handler_of_what_is_there_fails_as_ever()
    {
        Screen screen = Screen.Of(() => Div(Button(Id("x"), OnClick(async () => await _work.Task), "x")));
        screen.Click("x");

        _work.SetException(new InvalidOperationException("late"));

        Assert.NotNull(screen.Page.Failure);
    }

    private sealed class Slow(Task work) : Component
    {
        protected override Node Render() => P("slow");

        protected override Task OnMountedAsync() => work;
    }
}
