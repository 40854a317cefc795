using Millrace.Live.Wire;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Rendering;

public sealed class TextTests
{
    [Fact]
    public void A_signal_in_the_tree_is_one_text_patch_and_Render_does_not_run_again()
    {
        var count = new Signal<int>(0);
        int renders = 0;
        Screen screen = Screen.Of(() =>
        {
            renders++;
            return Div(P("Count: ", count));
        });

        Assert.Equal("""<div l="1"><p l="2"><!--3-->Count: <!--4-->0</p></div>""", screen.Html);
        Assert.Equal(["text 4 '7'"], screen.Turn(() => count.Value = 7));
        Assert.Equal(1, renders);
    }

    [Fact]
    public void A_signal_read_in_Render_renders_the_component_and_patches_what_differs()
    {
        var count = new Signal<int>(0);
        Screen screen = Screen.Of(() => Div(P("Count: ", count.Value), P("fixed")));

        Assert.Equal(["text 4 '7'"], screen.Turn(() => count.Value = 7));
    }

    [Fact]
    public void Several_writes_of_one_turn_are_one_patch_of_the_last_value()
    {
        var count = new Signal<int>(0);
        Screen screen = Screen.Of(() => P(count));

        string[] operations = screen.Turn(() =>
        {
            count.Value = 1;
            count.Value = 2;
            count.Value = 3;
        });

        Assert.Equal(["text 2 '3'"], operations);
        Assert.Empty(screen.Turn(() =>
        {
            count.Value = 4;
            count.Value = 3;
        }));
    }

    [Fact]
    public void A_function_in_the_tree_follows_what_it_reads()
    {
        var first = new Signal<string>("Ada");
        var last = new Signal<string>("Lovelace");
        Screen screen = Screen.Of(() => P(Text(() => $"{first.Value} {last.Value}")));

        Assert.Equal(["text 2 'Grace Lovelace'"], screen.Turn(() => first.Value = "Grace"));
        Assert.Equal(["text 2 'Grace Hopper'"], screen.Turn(() => last.Value = "Hopper"));
    }

    [Fact]
    public void A_computed_value_that_stays_the_same_patches_nothing()
    {
        var count = new Signal<int>(0);
        var isMany = new Computed<string>(() => count.Value > 9 ? "many" : "few");
        Screen screen = Screen.Of(() => P(isMany));

        Assert.Empty(screen.Turn(() => count.Value = 5));
        Assert.Equal(["text 2 'many'"], screen.Turn(() => count.Value = 10));
    }

    [Fact]
    public void A_text_that_another_rendering_binds_to_another_signal_follows_that_one_only()
    {
        var one = new Signal<string>("one");
        var two = new Signal<string>("two");
        var second = new Signal<bool>(false);
        Screen screen = Screen.Of(() => P(second.Value ? two : one));

        Assert.Equal(["text 2 'two'"], screen.Turn(() => second.Value = true));
        Assert.Empty(screen.Turn(() => one.Value = "changed"));
        Assert.Equal(["text 2 'changed too'"], screen.Turn(() => two.Value = "changed too"));
    }

    [Fact]
    public void What_others_write_while_a_page_renders_is_in_none_of_its_texts_before_the_next_flush()
    {
        var shared = new SharedSignal<string>("old");
        var more = new Signal<bool>(false);
        Screen screen = Screen.Of(() => P(Span(shared), When(more, () => Fragment(Text(() => WrittenElsewhere(shared)), Span(shared)))));
        var patches = new PatchWriter();

        screen.Page.Run(() => more.Value = true);
        patches.Begin(2, 0);
        screen.Page.Flush(patches);
        string shown = string.Join('\n', PatchText.Of(patches.End(wantsAck: false).Span));

        Assert.Contains("old", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("new", shown, StringComparison.Ordinal);
        Assert.True(screen.Page.HasChanges);

        static string WrittenElsewhere(SharedSignal<string> shared)
        {
            var other = new Thread(() => shared.Value = "new");
            other.Start();
            other.Join();
            return "-";
        }
    }
}
