using System.Runtime.CompilerServices;
using Millrace.Live.Host.Signals;
using Millrace.Live.Tests.Signals;

namespace Millrace.Live.Tests.Sharing;

public sealed class SharedSignalTests
{
    [Fact]
    public void Each_page_that_shows_it_is_woken_once_and_sees_it_in_its_own_turn()
    {
        var shared = new SharedSignal<int>(1);
        var first = new TestPage();
        var second = new TestPage();
        var seen = new List<string>();
        _ = new Probe(first, () => seen.Add($"first {shared.Value}"));
        _ = new Probe(second, () => seen.Add($"second {shared.Value}"));
        Assert.Equal(2, shared.Pages);

        shared.Value = 2;
        shared.Value = 3;
        Assert.Equal((1, 1, 2), (first.Wakes, second.Wakes, seen.Count));
        second.Flush(10);
        first.Flush(10);

        Assert.Equal(["first 1", "second 1", "second 3", "first 3"], seen);
        shared.Value = 4;
        Assert.Equal((2, 2), (first.Wakes, second.Wakes));
    }

    [Fact]
    public void The_page_that_writes_sees_it_at_once()
    {
        var shared = new SharedSignal<int>(1);
        var page = new TestPage();
        int seen = 0;
        _ = new Probe(page, () => seen = shared.Value);

        page.Turn(() =>
        {
            shared.Value = 2;
            Assert.Equal(2, shared.Value);
        });

        Assert.Equal((2, 0), (seen, page.Wakes));
    }

    [Fact]
    public void A_write_of_the_page_between_two_of_others_keeps_the_list_of_the_woken_whole()
    {
        // Three, of which the one written again is in the middle of the list: with fewer a list that is torn still holds them all.
        SharedSignal<int>[] shared = [new(0), new(0), new(0)];
        var page = new TestPage();
        string seen = "";
        _ = new Probe(page, () => seen = string.Join(' ', shared.Select(one => one.Value)));

        shared[2].Value = 1;
        shared[0].Value = 1;
        shared[1].Value = 1;
        using (page.Enter())
        {
            shared[0].Value = 2;
        }
        shared[0].Value = 3;
        page.Flush(10);
        Assert.Equal(("3 1 1", false), (seen, page.HasWork));
        shared[2].Value = 9;
        page.Flush(10);

        Assert.Equal(("3 1 9", 2), (seen, page.Wakes));
    }

    [Fact]
    public void An_effect_outside_of_pages_that_throws_keeps_neither_pages_nor_other_effects_from_hearing()
    {
        var shared = new SharedSignal<int>(0);
        var page = new TestPage();
        int inPage = 0, inOne = 0, inOther = 0;
        _ = new Probe(page, () => inPage = shared.Value);
        using var before = new Effect(() => inOne = shared.Value);
        using var failing = new Effect(() => Refuse(shared.Value == 1));
        using var after = new Effect(() => inOther = shared.Value);

        Assert.Throws<InvalidOperationException>(() => shared.Value = 1);
        page.Flush(10);

        Assert.Equal((1, 1, 1), (inPage, inOne, inOther));
    }

    [Fact]
    public void An_effect_outside_of_pages_that_throws_is_reported_by_the_page_that_wrote_and_does_it_no_harm()
    {
        var shared = new SharedSignal<int>(0);
        var page = new TestPage();
        using var failing = new Effect(() => Refuse(shared.Value == 1));

        page.Turn(() => shared.Value = 1);

        Assert.Equal("refused", Assert.Single(page.Problems).Message);
    }

    [Fact]
    public void An_effect_outside_of_pages_is_run_by_one_thread_at_a_time()
    {
        var shared = new SharedSignal<int>(0);
        int inside = 0, overlaps = 0, last = 0;
        using (new Effect(() =>
        {
            int value = shared.Value;
            overlaps += Interlocked.Increment(ref inside) > 1 ? 1 : 0;
            Thread.Yield();
            Interlocked.Decrement(ref inside);
            last = value;
        }))
        {
            Parallel.For(0, 4, _ =>
            {
                for (int round = 0; round < 500; round++)
                {
                    shared.Update(value => value + 1);
                }
            });
        }

        Assert.Equal((0, 2000), (overlaps, last));
    }

    [Fact]
    public void A_computed_value_over_it_follows_observed_or_not()
    {
        var shared = new SharedSignal<int>(1);
        var page = new TestPage();
        var doubled = new Computed<int>(() => shared.Value * 2);
        Assert.Equal(2, doubled.Value);
        shared.Value = 2;
        Assert.Equal(4, doubled.Value);
        Assert.Equal(0, shared.Pages);

        var probe = new Probe(page, () => _ = doubled.Value);
        Assert.Equal(1, shared.Pages);
        shared.Value = 3;
        page.Flush(10);
        Assert.Equal(2, probe.Runs);
        probe.End();

        Assert.Equal(0, shared.Pages);
        shared.Value = 4;
        Assert.Equal(8, doubled.Value);
    }

    [Fact]
    public void A_thousand_pages_that_have_ended_leave_nothing_behind()
    {
        var shared = new SharedSignal<string>("");
        WeakReference[] pages = [.. Enumerable.Range(0, 1000).Select(index => OpenAndEnd(shared, index))];

        Assert.Equal(0, shared.Pages);
        shared.Value = "after";
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // The last one may still be in a register of this method.
        Assert.InRange(pages.Count(page => page.IsAlive), 0, 1);
    }

    [Fact]
    public void Updates_of_many_threads_are_all_counted_and_every_page_ends_up_with_the_last()
    {
        var shared = new SharedSignal<int>(0);
        TestPage[] pages = [.. Enumerable.Range(0, 8).Select(_ => new TestPage())];
        int[] seen = new int[pages.Length];
        for (int index = 0; index < pages.Length; index++)
        {
            int own = index;
            _ = new Probe(pages[index], () => seen[own] = shared.Value);
        }

        Parallel.For(0, 4, worker =>
        {
            for (int round = 0; round < 2000; round++)
            {
                shared.Update(value => value + 1);
                if (round % 16 == 0)
                {
                    // Each page belongs to one worker: one turn at a time.
                    pages[worker].Flush(10);
                    pages[worker + 4].Flush(10);
                }
            }
        });
        foreach (TestPage page in pages)
        {
            page.Flush(10);
        }

        Assert.Equal(8000, shared.Value);
        Assert.All(seen, value => Assert.Equal(8000, value));
    }

    [Fact]
    public void Pages_may_come_and_go_while_others_write()
    {
        var shared = new SharedSignal<int>(0);
        Parallel.For(0, 4, worker =>
        {
            for (int round = 0; round < 500; round++)
            {
                var page = new TestPage();
                int seen = -1;
                var probe = new Probe(page, () => seen = shared.Value);
                int written = 0;
                page.Turn(() => shared.Update(value => written = value + 1));
                Assert.True(seen >= written);
                probe.End();
            }
        });

        Assert.Equal((2000, 0), (shared.Value, shared.Pages));
    }

    [Fact]
    public void A_bound_reaction_subscribes_to_its_own_pages_mirror()
    {
        var shared = new SharedSignal<string>("a");
        var page = new TestPage();
        var probe = new Probe(page, () => { });
        Readable bound;
        using (page.Enter())
        {
            bound = Reactions.Bind(probe, shared);
            Assert.Same(bound, Reactions.Bind(probe, shared));
        }

        shared.Value = "b";
        Assert.Equal("a", bound.PeekText());
        page.Flush(10);

        Assert.Equal(("b", 2), (bound.PeekText(), probe.Runs));
    }

    [Fact]
    public void A_write_inside_a_computed_value_is_refused()
    {
        var shared = new SharedSignal<int>(0);
        var computed = new Computed<int>(() => shared.Value = 1);

        Assert.Throws<InvalidOperationException>(() => computed.Value);
        Assert.Equal(0, shared.Value);
    }

    [Fact]
    public void Outside_of_pages_an_effect_follows_it()
    {
        var shared = new SharedSignal<int>(0);
        var seen = new List<int>();
        using (new Effect(() => seen.Add(shared.Value)))
        {
            shared.Value = 1;
        }
        shared.Value = 2;

        Assert.Equal([0, 1], seen);
        Assert.Equal(0, shared.Pages);
    }

    private static void Refuse(bool condition)
    {
        if (condition)
        {
            throw new InvalidOperationException("refused");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OpenAndEnd(SharedSignal<string> shared, int index)
    {
        var page = new TestPage();
        var probe = new Probe(page, () => _ = shared.Value);
        shared.Value = $"{index}";
        if (index % 2 == 0)
        {
            page.Flush(10);
            probe.End();
        }
        else
        {
            // Ended with something still waiting, and with a reaction that nobody disposed of.
            using (page.Enter())
            {
                page.End();
            }
        }
        return new WeakReference(page);
    }
}
