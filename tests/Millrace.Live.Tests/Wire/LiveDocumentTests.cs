using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Wire;

public sealed class LiveDocumentTests
{
    private readonly LiveDocument _document = new();
    private readonly PatchWriter _writer = new();

    public LiveDocumentTests() => Assert.Equal(ApplyResult.Applied, _document.Apply(SampleFrames.Document(), out _));

    [Fact]
    public void A_document_is_read_with_its_trees_and_numbers() =>
        Assert.Equal(
            """
            title "Title"
            url "/"
            1 <div class="box" x-own="box">
              2 "Hello"
              3 <x-own>
            10 <ul>
              11 <li>
                12 "Hello"
              13 <li>
                14 raw "<b>raw</b>"

            """.ReplaceLineEndings("\n"),
            _document.ToCanonical(ids: true));

    [Fact]
    public void Every_operation_does_what_it_says()
    {
        Assert.Equal(ApplyResult.Applied, _document.Apply(SampleFrames.Patches(), out _));

        Assert.Equal(
            """
            title "Changed"
            url "/b"
            1 <div class="on" l-style="color:red" title="Changed" x-other="">
              2 "Changed"
              30 <input checked="" l-on="input.d150" value="typed">
            10 <ul>
              13 <li>
                14 raw "<b>raw</b>"
              20 <li id="twenty">
                21 "Changed"

            """.ReplaceLineEndings("\n"),
            _document.ToCanonical(ids: true));
        Assert.Equal("/away", _document.LeftFor);
        Assert.Equal((2u, 7u), (_document.LastPatch, _document.LastEvent));
    }

    [Fact]
    public void Operations_are_counted_by_their_code()
    {
        long[] counts = new long[64];
        _document.Apply(SampleFrames.Patches(), out _, counts);

        Assert.Equal(3, counts[(int)PatchOperation.SetAttribute] + counts[(int)PatchOperation.Text]);
        Assert.All(Enum.GetValues<PatchOperation>()[1..], operation => Assert.NotEqual(0, counts[(int)operation]));
    }

    [Fact]
    public void The_number_that_comes_next_is_applied_a_lower_one_dropped_a_higher_one_a_gap()
    {
        Assert.Equal(ApplyResult.Gap, Patch(3, w => w.SetText(2, "three")));
        Assert.Equal(ApplyResult.Applied, Patch(2, w => w.SetText(2, "two")));
        Assert.Equal(ApplyResult.Dropped, Patch(2, w => w.SetText(2, "again")));
        Assert.Equal(ApplyResult.Dropped, Patch(0, w => w.SetText(2, "zero")));
        Assert.Equal(ApplyResult.Applied, Patch(3, w => w.Remove(1)));
        Assert.Equal((3u, ""), (_document.LastPatch, _document.Text(2)));
    }

    [Fact]
    public void A_document_is_taken_whatever_its_number_and_sets_the_series()
    {
        var writer = new DocumentWriter();
        writer.Begin(90, 4, "T", "/x", 1);
        writer.TextNode(7, "only");
        Assert.Equal(ApplyResult.Applied, _document.Apply(writer.End().Span, out _));
        Assert.Equal(ApplyResult.Applied, Patch(91, w => w.SetText(7, "changed")));

        Assert.Equal("title \"T\"\nurl \"/x\"\n7 \"changed\"\n", _document.ToCanonical(ids: true));
    }

    [Theory]
    [InlineData("there is no node 99")]
    [InlineData("not a text")]
    [InlineData("node 14 is not a text")]
    [InlineData("not an element")]
    [InlineData("no child of node 1")]
    [InlineData("before itself")]
    [InlineData("there already")]
    [InlineData("stays where it is")]
    [InlineData("only child")]
    [InlineData("can have no children")]
    public void What_cannot_be_applied_is_refused_with_a_reason(string reason)
    {
        ApplyResult result = Patch(
            2,
            w =>
            {
                switch (reason)
                {
                    case "there is no node 99":
                        w.Remove(99);
                        break;
                    case "not a text":
                        w.SetText(1, "x");
                        break;
                    case "node 14 is not a text":
                        w.SetText(14, "x");
                        break;
                    case "not an element":
                        w.AddClass(2, "x");
                        break;
                    case "no child of node 1":
                        w.Move(2, 11);
                        break;
                    case "before itself":
                        w.Move(2, 2);
                        break;
                    case "there already":
                        w.Insert(1, 0, 12);
                        w.TextNode(12, "x");
                        break;
                    case "stays where it is":
                        w.Remove(0);
                        break;
                    case "only child":
                        w.Insert(1, 0, 40);
                        w.Raw(40, "x");
                        break;
                    default:
                        w.Insert(2, 0, 40);
                        w.TextNode(40, "x");
                        break;
                }
            },
            out WireError error);

        Assert.Equal(ApplyResult.Malformed, result);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_that_would_use_up_the_stack_is_refused()
    {
        ApplyResult result = Patch(
            2,
            w =>
            {
                w.Insert(1, 0, 100);
                for (uint i = 0; i < 100_000; i++)
                {
                    w.Element(100 + i, "div", 0, 1);
                }
            },
            out WireError error);

        Assert.Equal(ApplyResult.Malformed, result);
        Assert.Contains("deeper", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_way_that_led_to_a_document_does_not_matter()
    {
        Patch(2, w =>
        {
            w.AddClass(1, "b");
            w.AddClass(1, "a");
            w.RemoveClass(1, "box");
            w.SetStyle(1, "top", "1px");
            w.SetStyle(1, "color", "red");
            w.SetAttribute(1, "id", "x");
            w.RemoveAttribute(1, "x-own");
            w.Move(13, 11);
        });
        var writer = new DocumentWriter();
        writer.Begin(1, 0, "Title", "/", 2);
        writer.Element(1, "div", 3, 2);
        writer.Attribute("id", "x");
        writer.Attribute("class", "a b");
        writer.Attribute("l-style", "color:red; top:1px");
        writer.TextNode(2, "Hello");
        writer.Element(3, "x-own", 0, 0);
        writer.Element(4, "ul", 0, 2);
        writer.Element(5, "li", 0, 1);
        writer.Raw(6, "<b>raw</b>");
        writer.Element(7, "li", 0, 1);
        writer.TextNode(8, "Hello");
        var other = new LiveDocument();
        other.Apply(writer.End().Span, out _);

        Assert.Null(_document.DifferenceTo(other));
        Assert.Contains("there 4 <ul>", _document.DifferenceTo(other, ids: true), StringComparison.Ordinal);
    }

    [Fact]
    public void Nodes_are_found_by_tag_attribute_and_number()
    {
        Assert.Equal(10u, _document.FirstElement("ul"));
        Assert.Equal(1u, _document.FirstWith("class", "box"));
        Assert.Equal(0u, _document.FirstElement("table"));
        Assert.Equal([11u, 13u], _document.Children(10));
        Assert.Equal("box", _document.Attribute(1, "x-own"));
        Assert.Null(_document.Attribute(1, "id"));
        Assert.Equal("HelloHello", _document.Text(0));
        Assert.Equal(8, _document.NodeCount);
    }

    [Fact]
    public void Inserting_moving_and_removing_at_random_is_the_same_as_in_a_plain_list()
    {
        var random = new Random(11);
        List<uint> expected = [11, 13];
        uint next = 100;
        for (uint sequence = 2; sequence < 500; sequence++)
        {
            Assert.Equal(ApplyResult.Applied, Patch(sequence, w => next = Change(w, random, expected, next)));
            Assert.Equal(expected, _document.Children(10));
        }

        Assert.Equal(expected.Count, _document.Children(10).Count);
        Assert.All(expected, node => Assert.True(_document.Contains(node)));
    }

    private static uint Change(PatchWriter writer, Random random, List<uint> expected, uint next)
    {
        for (int i = random.Next(1, 8); i > 0; i--)
        {
            int choice = expected.Count < 2 ? 0 : random.Next(4);
            int at = random.Next(expected.Count + 1);
            if (choice <= 1)
            {
                writer.Insert(10, at == expected.Count ? 0 : expected[at], next);
                writer.Element(next, "li", 0, 1);
                writer.TextNode(next + 1, "new");
                expected.Insert(at, next);
                next += 2;
                continue;
            }

            uint node = expected[random.Next(expected.Count)];
            expected.Remove(node);
            if (choice == 2)
            {
                writer.Remove(node);
                continue;
            }

            at = random.Next(expected.Count + 1);
            writer.Move(node, at == expected.Count ? 0 : expected[at]);
            expected.Insert(at, node);
        }

        return next;
    }

    private ApplyResult Patch(uint sequence, Action<PatchWriter> write) => Patch(sequence, write, out _);

    private ApplyResult Patch(uint sequence, Action<PatchWriter> write, out WireError error)
    {
        _writer.Begin(sequence, 0);
        write(_writer);
        return _document.Apply(_writer.End(wantsAck: false).Span, out error);
    }
}
