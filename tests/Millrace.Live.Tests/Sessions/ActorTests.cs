using Millrace.Live.Host.Sessions;
using Millrace.Testing;

namespace Millrace.Live.Tests.Sessions;

public sealed class ActorTests
{
    [Fact(Timeout = 60_000)]
    public async Task Posts_of_many_threads_run_one_at_a_time_and_in_their_threads_order()
    {
        const int Threads = 8;
        const int Each = 2000;
        CountingActor actor = new();
        int[] last = new int[Threads];
        bool inOrder = true;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int i = 1; i <= Each; i++)
            {
                int number = i;
                actor.Post(() =>
                {
                    inOrder &= last[thread] == number - 1;
                    last[thread] = number;
                });
            }
        })));
        await Eventually.TrueAsync(() => actor.Done == Threads * Each, "Every post");

        Assert.True(inOrder);
        Assert.False(actor.WasTogether);
        Assert.Equal(0, actor.Waiting);
    }

    [Fact(Timeout = 60_000)]
    public async Task Turns_that_are_waited_for_and_posts_never_overlap()
    {
        const int Each = 3000;
        CountingActor actor = new();
        Task[] waiting = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                await actor.TurnAsync();
            }
        }))];
        Task[] posting = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                actor.Post(() => { });
            }
        }))];
        await Task.WhenAll([.. waiting, .. posting]);
        await Eventually.TrueAsync(() => actor.Done == 8 * Each, "Every turn");

        Assert.False(actor.WasTogether);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_turn_awaits_comes_back_into_a_turn()
    {
        CountingActor actor = new();
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<SynchronizationContext?> context = new(TaskCreationOptions.RunContinuationsAsynchronously);
        actor.Post(() => _ = AwaitAsync());
        gate.SetResult();

        Assert.Same(actor, await context.Task);
        return;

        async Task AwaitAsync()
        {
            await gate.Task;
            context.SetResult(SynchronizationContext.Current);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_post_out_of_a_turn_runs_after_it_and_not_within()
    {
        CountingActor actor = new();
        List<string> order = [];
        actor.Post(() =>
        {
            actor.Post(() => order.Add("posted"));
            order.Add("turn");
        });
        await Eventually.TrueAsync(() => actor.Done == 2, "Both");

        Assert.Equal(["turn", "posted"], order);
    }

    [Fact]
    public void Waiting_for_a_turn_on_another_thread_is_refused() => Assert.Throws<NotSupportedException>(() => new CountingActor().Send(_ => { }, null));

    private sealed class CountingActor : Actor
    {
        private int _inside;
        private int _done;

        public int Done => Volatile.Read(ref _done);

        public bool WasTogether { get; private set; }

        public async Task TurnAsync()
        {
            await EnterAsync();
            OpenMail((Action)(() => { }));
            Leave();
        }

        protected override void OpenMail(object item)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);
            WasTogether |= Interlocked.Increment(ref _inside) != 1;
            RunItem(item);
            WasTogether |= Interlocked.Decrement(ref _inside) != 0;
            SetSynchronizationContext(before);
            Interlocked.Increment(ref _done);
        }
    }
}
