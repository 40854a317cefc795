using System.Globalization;
using System.Text.Json;
using Millrace.Live.Tests.Rendering;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Components;

public sealed class MadeWithComponentTests
{
    [Fact]
    public void Kept_names_follow_the_components_that_are_there()
    {
        var count = new Signal<int>(2);
        Screen screen = Screen.Of(() => Div(Enumerable.Range(0, count.Value).Select(i => (Node)new Keeping { Number = i }).ToArray()));
        screen.Turn(() => count.Value = 3);
        screen.Turn(() => count.Value = 4);
        screen.Turn(() => count.Value = 3);
        screen.Click("k2");
        screen.Flush();

        var kept = new Dictionary<string, JsonElement>();
        screen.Page.Keep(kept);

        Assert.Equal("count=0 count#2=0 count#3=10", string.Join(' ', kept.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Effects_of_components_that_only_described_end_with_the_description(bool inBody)
    {
        int[] alive = [0];
        var count = new Signal<int>(1);
        Screen screen = Screen.Of(() => Div(Enumerable.Range(0, count.Value).Select(i => inBody ? (Node)new Ticking(alive, i) : TickingField.Of(alive, i)).ToArray()));
        for (int i = 2; i <= 10; i++)
        {
            screen.Turn(() => count.Value = i);
        }

        Assert.Equal(10, alive[0]);
        screen.Turn(() => count.Value = 4);
        Assert.Equal(4, alive[0]);
        screen.Page.Unmount();
        Assert.Equal(0, alive[0]);
    }

    [Fact]
    public void An_effect_of_a_field_fails_into_its_boundary()
    {
        Screen screen = Screen.Of(() => Div(Boundary(() => new Failing(), _ => P("sorry"))));

        Assert.Null(screen.Page.Failure);
        Assert.Equal("sorry", screen.Document.Text(1));
    }

    [Fact]
    public void A_component_kept_in_a_field_keeps_its_effects_while_it_is_not_shown()
    {
        int[] alive = [0];
        TickingField.Share(alive);
        var shows = new Signal<bool>(true);
        var holds = new Signal<bool>(true);
        Screen screen = Screen.Of(() => Div(When(holds, () => new Holder { Shows = shows })));

        screen.Turn(() => shows.Value = false);
        Assert.Equal(1, alive[0]);
        screen.Turn(() => shows.Value = true);
        screen.Turn(() => shows.Value = false);
        Assert.Equal(1, alive[0]);
        screen.Turn(() => holds.Value = false);
        Assert.Equal(0, alive[0]);
    }

    private static Effect Tick(int[] alive) => new(() =>
    {
        alive[0]++;
        Effect.OnCleanUp(() => alive[0]--);
    });

    private sealed class Keeping : Component
    {
        private readonly Signal<int> _count = Kept("count", 0);

        public int Number { get; set; }

        protected override Node Render() => P(Id("k" + Number.ToString(CultureInfo.InvariantCulture)), _count, OnClick(() => _count.Value += 10));
    }

    // Parameters of a constructor make it anew at each rendering, so what it is given is copied by hand.
    private sealed class Ticking : Component
    {
        public Ticking(int[] alive, int number)
        {
            Number = number;
            Tick(alive);
        }

        public int Number { get; set; }

        protected override Node Render() => P(Number);
    }

    private sealed class TickingField : Component
    {
        [ThreadStatic]
        private static int[]? t_alive;

        private readonly Effect _effect = Tick(t_alive!);

        public int[] Alive { get; set; } = t_alive!;

        public int Number { get; set; }

        internal static int[] Share(int[] alive) => t_alive = alive;

        internal static TickingField Of(int[] alive, int number)
        {
            t_alive = alive;
            return new TickingField { Number = number };
        }

        protected override Node Render() => P(Number, _effect is null ? "" : "ticks");
    }

    private sealed class Failing : Component
    {
        private readonly Effect _effect = Fail();

        private static Effect Fail() => new(() => throw new InvalidOperationException("field effect"));

        protected override Node Render() => P(_effect is null ? "" : "a");
    }

    private sealed class Holder : Component
    {
        private readonly TickingField _held = new();

        public Signal<bool> Shows { get; set; } = new(true);

        protected override Node Render() => Div(When(Shows, () => _held));
    }
}
