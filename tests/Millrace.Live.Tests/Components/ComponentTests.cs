using System.Text.Json;
using Millrace.Live.Tests.Rendering;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Components;

public sealed class ComponentTests
{
    private readonly List<string> _life = [];

    [Fact]
    public void A_component_lives_from_mounted_to_unmounted_children_first()
    {
        var isThere = new Signal<bool>(true);
        Screen screen = Screen.Of(() => Div(When(isThere, () => new Parent(_life))));

        Assert.Equal(["render parent", "render child", "mounted child", "mounted parent"], _life);
        _life.Clear();
        screen.Turn(() => isThere.Value = false);
        Assert.Equal(["unmounted child", "unmounted parent"], _life);
    }

    [Fact]
    public void When_its_parent_renders_again_it_keeps_its_state_and_takes_the_new_parameters()
    {
        var zone = new Signal<string>("UTC");
        var other = new Signal<int>(0);
        Screen screen = Screen.Of(() => Div(P(other.Value), new Clock { Zone = zone.Value, Renders = _life }));
        screen.Click("clock");
        screen.Flush();
        _life.Clear();

        Assert.Equal(["text 3 '1'"], screen.Turn(() => other.Value = 1));
        Assert.Empty(_life);
        Assert.Equal(["text 5 'CET'"], screen.Turn(() => zone.Value = "CET"));
        Assert.Single(_life);
        Assert.Equal("CET 1", screen.Document.Text(screen.Id("clock")));
    }

    [Fact]
    public void A_component_whose_constructor_takes_something_is_made_anew()
    {
        var name = new Signal<string>("a");
        Screen screen = Screen.Of(() => Div(new Child(_life, name.Value)));
        _life.Clear();

        screen.Turn(() => name.Value = "b");

        Assert.Equal(["unmounted a", "render b", "mounted b"], _life);
    }

    [Fact]
    public void The_same_component_of_a_field_stays_where_it_is_when_its_parent_renders_again()
    {
        var child = new Child(_life, "kept");
        var count = new Signal<int>(0);
        Screen screen = Screen.Of(() => Div(P(count.Value), child));
        _life.Clear();

        Assert.Equal(["text 3 '1'"], screen.Turn(() => count.Value = 1));
        Assert.Empty(_life);
    }

    [Fact]
    public void What_an_effect_does_ends_with_its_component_and_a_description_that_was_not_needed_leaves_nothing()
    {
        var tick = new Signal<int>(0);
        Screen screen = Screen.Of(() => Div(P(tick.Value), new WithEffect { Log = _life }));
        Assert.Equal(["begin"], _life);

        screen.Turn(() => tick.Value = 1);
        screen.Turn(() => tick.Value = 2);
        screen.Page.Unmount();

        Assert.Equal(1, _life.Count(entry => entry == "begin") - _life.Count(entry => entry == "end") + 1);
        Assert.Equal("end", _life[^1]);
    }

    [Fact]
    public void A_value_given_above_reaches_whoever_asks_and_follows()
    {
        var theme = new Signal<string>("dark");
        Screen screen = Screen.Of(() => Cascade(new Theme(theme.Value), Div(new Themed())));

        Assert.Contains("dark", screen.Html, StringComparison.Ordinal);
        Assert.Equal(["text 3 'light'"], screen.Turn(() => theme.Value = "light"));
    }

    [Fact]
    public void A_kept_signal_comes_back_with_its_value()
    {
        var first = new Screen(() => new Keeper());
        first.Click("b");
        first.Flush();
        var kept = new Dictionary<string, JsonElement>();
        first.Page.Keep(kept);

        Assert.Equal(1, kept["count"].GetInt32());
        Assert.Equal("name", kept["name"].GetString());

        var again = new Millrace.Live.Host.Rendering.MountedPage(first.Page.Context, Millrace.Live.Host.Rendering.RenderBudget.Default);
        again.Restore(kept);
        again.Mount(() => new Keeper());
        var html = new System.Buffers.ArrayBufferWriter<byte>();
        again.WriteHtml(html);
        Assert.Contains(">1<", System.Text.Encoding.UTF8.GetString(html.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kept_signal_that_is_written_is_told()
    {
        int told = 0;
        var screen = new Screen(() => new Keeper());
        screen.Page.KeptChanged = () => told++;

        screen.Click("b");

        Assert.Equal(1, told);
    }

    [Fact]
    public void State_in_plain_fields_is_shown_when_the_component_says_so()
    {
        var screen = new Screen(() => new Plain());

        screen.Click("b");

        Assert.Equal(["text 2 '1'"], screen.Flush());
    }

    private sealed class Parent(List<string> life) : Component
    {
        protected override Node Render()
        {
            life.Add("render parent");
            return Div(new Child(life, "child"));
        }

        protected override void OnMounted() => life.Add("mounted parent");

        protected override void OnUnmounted() => life.Add("unmounted parent");
    }

    private sealed class Child(List<string> life, string name) : Component
    {
        protected override Node Render()
        {
            life.Add($"render {name}");
            return P(name);
        }

        protected override void OnMounted() => life.Add($"mounted {name}");

        protected override void OnUnmounted() => life.Add($"unmounted {name}");
    }

    private sealed class Clock : Component
    {
        private readonly Signal<int> _clicks = new(0);

        public string Zone { get; set; } = "";

        public List<string>? Renders { get; set; }

        protected override Node Render()
        {
            Renders?.Add(Zone);
            return P(Id("clock"), OnClick(() => _clicks.Value++), Zone, " ", _clicks);
        }
    }

    private sealed class WithEffect : Component
    {
        public List<string>? Log { get; set; }

        protected override Node Render() => P("effect");

        protected override void OnMounted()
        {
            Log!.Add("begin");
            Effect.OnCleanUp(() => Log!.Add("end"));
        }
    }

    private sealed record Theme(string Name);

    private sealed class Themed : Component
    {
        protected override Node Render() => P(Inherited<Theme>()?.Name);
    }

    private sealed class Keeper : Component
    {
        private readonly Signal<int> _count = Kept("count", 0);
        private readonly Signal<string> _name = Kept("name", "name");

        protected override Node Render() => Button(Id("b"), OnClick(() => _count.Value++), _count, _name.Value);
    }

    private sealed class Plain : Component
    {
        private int _count;

        protected override Node Render() => Button(Id("b"), OnClick(() =>
        {
            _count++;
            Invalidate();
        }), _count);
    }
}
