using Millrace.Live.Host.Rendering;
using Millrace.Live.Tests.Signals;
using Millrace.Live.Wire;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Properties;

/// <summary>A page that shows what others change all the time comes to rest each time nevertheless: their writes are no disturbance of its own making.</summary>
public sealed class BusySharingTests
{
    [Fact]
    public void What_another_thread_writes_while_the_page_renders_waits_for_the_next_flush()
    {
        var shared = new SharedSignal<int>(0);
        int woken = 0, renderings = 0;
        var page = new MountedPage(new PageContext(new PageSetup("/", "s", null!, new(), _ => { })), RenderBudget.Default) { Dirtied = () => woken++ };
        page.Mount(() => new Showing(shared, () =>
        {
            renderings++;
            WriteFromElsewhere(shared);
        }));
        var patches = new PatchWriter();
        for (uint flush = 1; flush <= 20; flush++)
        {
            Assert.True(page.HasChanges);
            int before = renderings;
            patches.Begin(flush, 0);
            page.Flush(patches);
            patches.End(wantsAck: false);
            Assert.Equal(before + 1, renderings);
        }

        Assert.Null(page.Failure);
        Assert.True(woken >= 20);
    }

    [Fact]
    public void The_queue_of_a_page_takes_shared_signals_over_once_a_flush()
    {
        var shared = new SharedSignal<int>(0);
        var page = new TestPage();
        var probe = new Probe(page, () =>
        {
            _ = shared.Value;
            WriteFromElsewhere(shared);
        });

        shared.Value = 100;
        for (int flush = 1; flush <= 20; flush++)
        {
            page.Flush(5);
            Assert.Equal(1 + flush, probe.Runs);
            Assert.True(page.HasWork);
        }
    }

    // On a thread of its own, and done when this returns.
    private static void WriteFromElsewhere(SharedSignal<int> shared)
    {
        var thread = new Thread(() => shared.Update(value => value + 1));
        thread.Start();
        thread.Join();
    }

    private sealed class Showing(SharedSignal<int> shared, Action rendering) : Component
    {
        protected override Node Render()
        {
            int value = shared.Value;
            rendering();
            return P($"{value}");
        }
    }
}
