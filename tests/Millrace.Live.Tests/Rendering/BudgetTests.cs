using Millrace.Live.Host.Rendering;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class BudgetTests
{
    private readonly Signal<int> _count = new(0);

    [Theory]
    [InlineData("effect")]
    [InlineData("render")]
    [InlineData("mounted")]
    public void What_disturbs_itself_for_ever_is_stopped_and_named(string what)
    {
        var screen = new Screen(() => new Restless(_count, what), new RenderBudget(Rounds: 20));

        screen.Turn(() => _count.Value++);

        Assert.Equal((FailurePlace.Budget, "Restless"), (screen.Page.Failure!.Place, screen.Page.Failure.Component));
        Assert.Equal(DispatchOutcome.Refused, screen.Click(1));
    }

    [Fact]
    public void A_component_that_renders_itself_is_stopped_and_named()
    {
        var screen = new Screen(() => new Bottomless());

        Assert.Equal((FailurePlace.Budget, "Bottomless"), (screen.Page.Failure!.Place, screen.Page.Failure.Component));
        screen.Page.Unmount();
    }

    [Fact]
    public void A_page_of_too_many_nodes_is_stopped()
    {
        Screen screen = new(() => new Wide(), new RenderBudget(Nodes: 1_000));

        Assert.Equal(FailurePlace.Budget, screen.Page.Failure!.Place);
        Assert.Contains("1000", screen.Page.Failure.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_boundary_does_not_take_a_budget_that_is_used_up()
    {
        Screen screen = Screen.Of(() => Boundary(() => new Bottomless(), _ => P("sorry")));

        Assert.Equal(FailurePlace.Budget, screen.Page.Failure!.Place);
    }

    [Fact]
    public void A_chain_of_effects_that_comes_to_rest_is_no_loop()
    {
        Screen screen = Screen.Of(() => new Chain(_count));

        screen.Turn(() => _count.Value = 1);

        Assert.Null(screen.Page.Failure);
        Assert.Equal(10, _count.Peek());
    }

    private sealed class Restless(Signal<int> count, string what) : Component
    {
        protected override Node Render() => what switch
        {
            "render" => P(Text(() => { count.Value++; return "text"; }), Region(() => { int now = count.Value; if (now > 0) { count.Value = now + 1; } return null; })),
            "mounted" => count.Value > 0 ? Div(Key(count.Value), new Renewed(count)) : Div(),
            _ => Div(),
        };

        protected override void OnMounted()
        {
            if (what == "effect")
            {
                _ = new Effect(() => count.Value++);
            }
        }
    }

    private sealed class Renewed(Signal<int> count) : Component
    {
        protected override Node Render() => P();

        protected override void OnMounted() => count.Value++;
    }

    private sealed class Bottomless : Component
    {
        protected override Node Render() => Div(new Bottomless(), new Bottomless());
    }

    private sealed class Wide : Component
    {
        protected override Node Render() => Ul(Each(Enumerable.Range(0, 600), i => i, i => Li(i)));
    }

    private sealed class Chain(Signal<int> count) : Component
    {
        protected override Node Render() => P(count);

        protected override void OnMounted() => _ = new Effect(() =>
        {
            if (count.Value is > 0 and < 10)
            {
                count.Value++;
            }
        });
    }
}
