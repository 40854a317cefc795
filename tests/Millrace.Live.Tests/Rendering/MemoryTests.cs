using Millrace.Live.Host.Rendering;
using Millrace.Live.Wire;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class MemoryTests
{
    [Fact]
    public void An_attribute_that_another_rendering_takes_away_is_given_back()
    {
        var isLate = new Signal<bool>(false);
        Screen screen = Screen.Of(() => Ul(Li(isLate.Value ? Title(new string('x', 100)) : null, isLate.Value ? Class("late") : null, "a")));
        long before = screen.Page.Bytes;

        for (int i = 0; i < 10; i++)
        {
            screen.Turn(() => isLate.Value = true);
            screen.Turn(() => isLate.Value = false);
        }

        Assert.Equal(before, screen.Page.Bytes);
    }

    [Fact]
    public void The_estimate_comes_back_to_where_it_was_when_what_came_has_gone()
    {
        var items = new Signal<string[]>([]);
        var isThere = new Signal<bool>(false);
        var name = new Signal<string>("name");
        Screen screen = Screen.Of(() => Div(
            Ul(Each(items, item => item, item => Li(Id(item), OnClick(() => { }), item.Length > 2 ? name : item))),
            When(isThere, () => Fragment(new Named { Name = "long enough" }, Input(Bind(name)), Textarea(Value("text")), Div(Raw("<b>raw</b>"))))));
        long before = screen.Page.Bytes;
        int nodes = screen.Page.NodeCount;

        screen.Turn(() => items.Value = [.. Enumerable.Range(0, 50).Select(i => $"i{i}")]);
        screen.Turn(() => isThere.Value = true);
        screen.Turn(() => name.Value = new string('x', 1000));
        long full = screen.Page.Bytes;
        screen.Turn(() => isThere.Value = false);
        screen.Turn(() => items.Value = []);

        Assert.True(full > before + 10_000, $"{before} -> {full}");
        Assert.Equal(nodes, screen.Page.NodeCount);
        Assert.InRange(screen.Page.Bytes, before - 64, before + 64);
    }

    [Theory]
    [InlineData("constructor")]
    [InlineData("render")]
    [InlineData("child")]
    [InlineData("mount")]
    public void A_component_that_was_only_half_made_can_be_counted_written_flushed_and_unmounted(string where)
    {
        var screen = new Screen(() => new HalfMade(where));

        Assert.NotNull(screen.Page.Failure);
        Assert.True(screen.Page.Bytes > 0);
        screen.HtmlNow();
        screen.Flush();
        screen.Click(1);
        screen.Page.Unmount();
        Assert.True(screen.Page.Bytes >= 0);
        Assert.Equal(0, screen.Page.NodeCount);
    }

    [Fact]
    public void A_page_that_was_never_mounted_can_be_asked_everything()
    {
        var page = new MountedPage(new PageContext(new PageSetup("/", "s", null!, new(), _ => { })), RenderBudget.Default);

        Assert.True(page.Bytes > 0);
        Assert.False(page.HasChanges);
        page.WriteHtml(new System.Buffers.ArrayBufferWriter<byte>());
        page.Keep(new Dictionary<string, System.Text.Json.JsonElement>());
        page.Unmount();
        page.Unmount();
    }

    [Fact]
    public void After_unmounting_no_signal_holds_the_page()
    {
        var name = new Signal<string>("a");
        int cleaned = 0;
        Screen screen = new(() => new Watching(name, () => cleaned++));
        Assert.True(name.IsObserved);

        screen.Page.Unmount();

        Assert.False(name.IsObserved);
        Assert.Equal(1, cleaned);
        Assert.Equal(0, screen.Page.Listening.Count);
        Assert.Equal(DispatchOutcome.NoSuchNode, screen.Click(1));
        name.Value = "b";
    }

    [Fact]
    public void A_row_with_a_bound_text_is_counted_with_less_than_300_bytes()
    {
        long Bytes(int rows) => new Screen(() => new Typing(rows)).Page.Bytes;

        Assert.InRange((Bytes(110) - Bytes(10)) / 100, 150, 300);
    }

    [Fact]
    public void An_event_that_changes_two_texts_allocates_little_beside_its_own()
    {
        var page = new Screen(() => new Typing(20)).Page;
        var patches = new PatchWriter();
        byte[][] frames = [Typed("aaaaaaaaaaaaaaaaaaaaaaaa"), Typed("bbbbbbbbbbbbbbbbbbbbbbbb")];
        int operations = 0;
        long Events(int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < count; i++)
            {
                ClientFrameReader.TryReadEvent(frames[i % 2], out EventFrame frame, out _);
                page.Dispatch(frame);
                patches.Begin(1, 1);
                operations += page.Flush(patches);
                patches.End(wantsAck: false);
            }

            return (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        }

        Events(100);

        // The text of 24 letters is 72 bytes.
        Assert.InRange(Events(1000), 72, 272);
        Assert.Equal(2 * 1100, operations);
    }

    [Fact]
    public void Two_pages_share_nothing()
    {
        Screen one = new(() => new Counter());
        Screen two = new(() => new Counter());

        one.Click("b");

        Assert.Equal(["text 2 '1'"], one.Flush());
        Assert.False(two.Page.HasChanges);
        Assert.Equal("0", two.Document.Text(1));
    }

    private static byte[] Typed(string text)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        ClientFrames.Text(buffer, EventKind.Input, 1, 2, text);
        return buffer.WrittenSpan.ToArray();
    }

    private sealed class Typing(int rows) : Component
    {
        private readonly Signal<string> _echo = new("");
        private readonly Signal<string>[] _items = [.. Enumerable.Range(0, rows).Select(i => new Signal<string>($"Item {i}"))];

        protected override Node Render() => Div(
            Input(OnInput(text =>
            {
                _echo.Value = text;
                _items[^1].Value = text;
            })),
            Div(Id("echo"), _echo),
            Ul(_items.Select((item, i) => Li(Key(i), item)).ToArray()));
    }

    private sealed class Named : Component
    {
        public string Name { get; set; } = "";

        protected override Node Render() => P(Name);
    }

    private sealed class Counter : Component
    {
        private readonly Signal<int> _count = new(0);

        protected override Node Render() => Button(Id("b"), OnClick(() => _count.Value++), _count);
    }

    private sealed class Watching(Signal<string> name, Action cleaned) : Component
    {
        protected override Node Render() => P(OnClick(() => { }), Class(() => name.Value), Region(() => B(name.Value)), name, Each(() => name.Value, c => c, c => I(c.ToString())));

        protected override void OnMounted()
        {
            _ = new Effect(() => _ = name.Value);
            Effect.OnCleanUp(cleaned);
        }
    }

    private sealed class HalfMade : Component
    {
        private readonly string _where;

        internal HalfMade(string where)
        {
            _where = where;
            if (where == "constructor")
            {
                throw new InvalidOperationException(where);
            }
        }

        protected override Node Render() => _where switch
        {
            "render" => throw new InvalidOperationException(_where),
            "child" => Div(P("whole"), new HalfMade("render"), P("whole too")),
            _ => P("whole"),
        };

        protected override void OnMounted()
        {
            if (_where == "mount")
            {
                throw new InvalidOperationException(_where);
            }
        }
    }
}
