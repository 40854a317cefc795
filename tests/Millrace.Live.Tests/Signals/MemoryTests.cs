using System.Collections.Immutable;
using Millrace.Live.Host.Signals;

namespace Millrace.Live.Tests.Signals;

/// <summary>What the parts of a page's state cost, measured: the budget of a session is made of these.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void A_signal_with_one_observer_needs_40_bytes_and_no_further_object()
    {
        const int Count = 1000;
        var page = new TestPage();
        var signals = new Signal<string>[Count];
        Probe[] probes = [.. Enumerable.Range(0, Count).Select(_ => new Probe(page, () => { }))];
        using (page.Enter())
        {
            Reactions.Bind(probes[0], new Signal<string>(""));
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int index = 0; index < Count; index++)
            {
                signals[index] = new Signal<string>("");
                Reactions.Bind(probes[index], signals[index]);
            }
            long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;

            Assert.Equal(40, bytes);
        }
        Assert.All(signals, signal => Assert.True(signal.IsObserved));
    }

    [Fact]
    public void Writing_and_running_again_allocates_nothing()
    {
        var page = new TestPage();
        var source = new Signal<int>(0);
        int seen = 0;
        _ = new Probe(page, () => seen = source.Value);
        for (int warm = 0; warm < 100; warm++)
        {
            Once();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1000; round++)
        {
            Once();
        }
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        // Not to the byte: the array pool may give up an array in between.
        Assert.InRange(bytes, 0, 8 * 1024);
        Assert.Equal(1100, seen);

        void Once()
        {
            using (page.Enter())
            {
                source.Value++;
                page.Flush(10);
            }
        }
    }

    [Fact]
    public void The_estimate_of_a_value_goes_by_its_length_and_never_throws()
    {
        Assert.Equal(0, ValueSize.Of(7));
        Assert.Equal(24, ValueSize.Of("a"));
        Assert.Equal(2024, ValueSize.Of(new string('x', 1000)));
        Assert.Equal(0, ValueSize.Of<string?>(null));
        Assert.InRange(ValueSize.Of(Enumerable.Repeat("word", 100).ToArray()), 3000, 6000);
        Assert.InRange(ValueSize.Of(Enumerable.Repeat("word", 100).ToList()), 3000, 8000);
        Assert.InRange(ValueSize.Of<object>(new Hostile()), 1, 100);
    }

    [Fact]
    public void What_a_visitor_can_make_large_in_a_collection_is_counted()
    {
        string[] texts = [.. Enumerable.Range(0, 1000).Select(index => new string('x', index % 2 == 0 ? 1000 : 3000))];
        const long True = 1000L * 4024;

        Assert.InRange(ValueSize.Of<ImmutableArray<int>>([.. Enumerable.Range(0, 1000)]), 4000, 100_000);
        Assert.Equal(48, ValueSize.Of(default(ImmutableArray<int>)));
        Assert.InRange(ValueSize.Of(texts.ToList()), True * 9 / 10, True * 11 / 10);
        Assert.InRange(ValueSize.Of(texts.ToImmutableList()), True * 9 / 10, True * 11 / 10);
        Assert.InRange(ValueSize.Of(texts.ToImmutableArray()), True * 9 / 10, True * 11 / 10);
        Assert.InRange(ValueSize.Of(new Queue<string>(texts)), True / 2, True * 2);
        Assert.InRange(ValueSize.Of(texts.Select((text, index) => (text, index)).ToDictionary(entry => entry.index, entry => entry.text)), True / 2, True * 2);
        Assert.InRange(ValueSize.Of(texts.Select(text => new Note(1, text)).ToList()), True / 2, True * 2);
        Assert.InRange(ValueSize.Of(new Note(1, texts[1])), 6000, 6200);
    }

    private sealed record Note(int Id, string Text);

    private sealed class Hostile : System.Collections.ICollection
    {
        public int Count => throw new NotSupportedException();

        public bool IsSynchronized => false;

        public object SyncRoot => this;

        public void CopyTo(Array array, int index) => throw new NotSupportedException();

        public System.Collections.IEnumerator GetEnumerator() => throw new NotSupportedException();
    }
}
