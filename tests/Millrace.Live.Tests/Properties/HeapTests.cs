using Millrace.Live.Host.Rendering;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Properties;

/// <summary>What a page says that it holds, against what the heap says. Runs while no other test does.</summary>
[Collection(nameof(AloneOnTheHeap))]
public sealed class HeapTests
{
    private const int Pages = 1000;

    [Theory]
    [InlineData("list of 10")]
    [InlineData("list of 100")]
    [InlineData("table")]
    [InlineData("components")]
    [InlineData("long texts")]
    public void The_estimate_is_within_30_percent_of_the_heap(string kind)
    {
        // Warm: types, caches and pools are everybody's.
        GC.KeepAlive(Make(kind));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        MountedPage[] pages = [.. Enumerable.Range(0, Pages).Select(_ => Make(kind))];
        double heap = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / Pages;
        double estimate = pages.Average(page => page.Bytes);

        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {heap:0} bytes on the heap, {estimate:0} estimated ({estimate / heap:P0})");
        Assert.True(estimate / heap is > 0.7 and < 1.3, $"{kind}: {heap:0} bytes on the heap, {estimate:0} estimated ({estimate / heap:P0})");
        GC.KeepAlive(pages);
    }

    private static MountedPage Make(string kind)
    {
        var page = new MountedPage(new PageContext(new PageSetup("/", "session", null!, new(), _ => { })), RenderBudget.Default);
        page.Mount(() => kind switch
        {
            "list of 10" => new Listed(10),
            "list of 100" => new Listed(100),
            "table" => new Tabled(),
            "components" => new Nested(),
            _ => new Long(),
        });
        page.WriteHtml(new System.Buffers.ArrayBufferWriter<byte>(64 * 1024));
        return page;
    }

    /// <summary>As a load test has it: a field, an echo, and a list each of whose items is a signal.</summary>
    private sealed class Listed(int count) : Component
    {
        private readonly Signal<string> _echo = new("");
        private readonly Signal<string>[] _items = [.. Enumerable.Range(0, count).Select(index => new Signal<string>($"Item {index}"))];

        protected override Node Render() => Div(
            Input(OnInput(value => _echo.Value = value)),
            Div(Id("echo"), _echo),
            Ul([.. _items.Select((item, index) => Li(Key(index), item))]));
    }

    private sealed class Tabled : Component
    {
        private readonly Signal<(int Id, string Name)[]> _rows = new([.. Enumerable.Range(0, 40).Select(index => (index, $"Row number {index}"))]);

        protected override Node Render() => Table(Tbody(Each(_rows, row => row.Id, row => Tr(
            Class("row"),
            Td(row.Id),
            Td(row.Name),
            Td(Button(OnClick(() => _rows.Update(rows => [.. rows.Where(other => other.Id != row.Id)])), "Remove"))))));
    }

    private sealed class Nested : Component
    {
        protected override Node Render() => Div([.. Enumerable.Range(0, 10).Select(index => (Node)new Leaf { Number = index })]);
    }

    private sealed class Leaf : Component
    {
        private readonly Signal<int> _count = new(0);
        private readonly Computed<string> _text;

        public Leaf() => _text = new Computed<string>(() => $"{Number} and {_count.Value}");

        public int Number { get; set; }

        protected override Node Render() => P(Class("on", () => _count.Value > 0), _text, Button(OnClick(() => _count.Value++), "+1"));
    }

    private sealed class Long : Component
    {
        private readonly Signal<string>[] _texts = [.. Enumerable.Range(0, 5).Select(index => new Signal<string>(new string((char)('a' + index), 2000)))];

        protected override Node Render() => Div([.. _texts.Select(text => P(text))]);
    }
}
