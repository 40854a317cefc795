namespace Millrace.Shards.Tests;

public sealed class ShardTests
{
    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Timers_fire_in_order_of_their_due_times_and_never_early(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        Random random = new(3);
        List<(long Due, long Fired)> fired = [];
        bool isEarly = false;
        for (long lead = Shard.TicksPerSecond / 10; !isEarly; lead *= 4)
        {
            // The first is due later than all are set; where the machine stalled meanwhile, with more time once more.
            fired.Clear();
            long start = Shard.Now + lead;
            Task[] waits = [.. Enumerable.Range(0, 500).Select(_ => WaitFor(start + (random.Next(1, 50) * Shard.TicksPerSecond / 1000)))];
            isEarly = Shard.Now < start;
            await Task.WhenAll(waits);
        }

        Assert.Equal(500, fired.Count);
        Assert.All(fired, f => Assert.True(f.Fired >= f.Due));
        Assert.Equal(fired.Select(f => f.Due).Order(), fired.Select(f => f.Due));

        async Task WaitFor(long due)
        {
            await shard.DelayUntil(due, stop);
            fired.Add((due, Shard.Now));
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_cancelled_timer_ends_at_once_and_the_others_stay(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using CancellationTokenSource cancel = new();
        Task never = shard.Delay(TimeSpan.FromHours(1), cancel.Token).AsTask();
        Task soon = shard.Delay(TimeSpan.FromMilliseconds(20), stop).AsTask();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
        await soon;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_delay_beyond_the_clocks_range_never_ends_by_itself(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using CancellationTokenSource cancel = new();
        Task[] never =
        [
            shard.Delay(TimeSpan.MaxValue, cancel.Token).AsTask(),
            shard.Delay(TimeSpan.FromDays(365 * 250), cancel.Token).AsTask(),
            shard.Delay(TimeSpan.FromDays(365 * 5), cancel.Token).AsTask(),
        ];
        await shard.Delay(TimeSpan.FromMilliseconds(20), stop);
        Assert.All(never, delay => Assert.False(delay.IsCompleted));
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(never));
        Assert.All(never, delay => Assert.True(delay.IsCanceled));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Work_posted_from_many_threads_runs_once_and_in_each_threads_order(ShardKind kind)
    {
        using Shard shard = Shard.Start(new ShardOptions { Kind = kind });
        const int Threads = 4;
        const int Each = 20_000;
        List<int>[] seen = [.. Enumerable.Range(0, Threads).Select(_ => new List<int>())];
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                int number = i;
                shard.Post(_ => seen[thread].Add(number), null);
            }
        })));
        await shard.RunAsync(() => ValueTask.CompletedTask);
        Assert.All(seen, numbers => Assert.Equal(Enumerable.Range(0, Each), numbers));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_foreign_await_comes_back_to_the_shard(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        await Task.Run(() => Assert.False(shard.IsCurrent), stop);
        Assert.True(shard.IsCurrent);
        Assert.Same(shard, Shard.Current);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task The_end_of_the_turn_comes_once_after_what_asked_for_it(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        List<string> order = [];
        shard.AtEndOfTurn(_ => order.Add("end"), null);
        order.Add("work");
        await shard.Delay(TimeSpan.FromMilliseconds(5), stop);
        await shard.Delay(TimeSpan.FromMilliseconds(5), stop); // a timer that is due already fires before the end of the same turn
        Assert.Equal(["work", "end"], order);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Exceptions_of_posted_functions_reach_the_caller(ShardKind kind)
    {
        using Shard shard = Shard.Start(new ShardOptions { Kind = kind });
        await Assert.ThrowsAsync<InvalidDataException>(() => shard.RunAsync(() => throw new InvalidDataException("mine")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stopping_fails_pending_awaits_and_ends_the_thread(ShardKind kind)
    {
        Shard shard = Shard.Start(new ShardOptions { Kind = kind });
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task timer = shard.RunAsync(async () =>
        {
            started.SetResult();
            await shard.Delay(TimeSpan.FromHours(1));
        });
        Task receive = shard.RunAsync(async () =>
        {
            (TcpLink client, _) = await OnShard.Pair(shard, default);
            await client.ReceiveAsync(new byte[1]);
        });
        await started.Task;
        await shard.RunAsync(() => shard.Delay(TimeSpan.FromMilliseconds(50)));
        shard.Dispose();
        await Assert.ThrowsAsync<LinkException>(() => timer);
        await Assert.ThrowsAsync<LinkException>(() => receive);
        await Assert.ThrowsAsync<LinkException>(() => shard.RunAsync(() => ValueTask.CompletedTask));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Stopping_ends_although_somebody_waits_again_whenever_a_wait_fails(ShardKind kind)
    {
        Shard shard = Shard.Start(new ShardOptions { Kind = kind });
        _ = shard.RunAsync(async () =>
        {
            while (true)
            {
                try
                {
                    await shard.Delay(TimeSpan.FromHours(1));
                }
                catch (LinkException)
                {
                    // As a client does that waits before it connects again.
                }
            }
        });
        await shard.RunAsync(() => shard.Delay(TimeSpan.FromMilliseconds(5)));
        await Task.Run(shard.Dispose, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public Task Timers_on_epoll_allocate_nothing_in_steady_state() => OnShard.Run(OnShard.Kinds.First().Data, async (shard, stop) =>
    {
        Assert.SkipUnless(shard.Kind == ShardKind.Epoll, "epoll is Linux's");
        Assert.Equal(0, await Allocations.SteadyState(200, () => Delays(shard, 200)));

        static async ValueTask Delays(Shard shard, int count)
        {
            for (int i = 0; i < count; i++)
            {
                await shard.DelayUntil(Shard.Now + (Shard.TicksPerSecond / 20_000), CancellationToken.None);
            }
        }
    });

    [Theory]
    [InlineData(ShardKind.Auto, null, true, ShardKind.Epoll)]
    [InlineData(ShardKind.Auto, null, false, ShardKind.Portable)]
    [InlineData(ShardKind.Auto, "portable", true, ShardKind.Portable)]
    [InlineData(ShardKind.Portable, "epoll", true, ShardKind.Portable)]
    public void The_kind_follows_the_request_then_the_variable_then_the_system(ShardKind asked, string? variable, bool linux, ShardKind expected) =>
        Assert.Equal(expected, ShardKinds.Resolve(asked, variable, linux));

    [Fact]
    public void An_unknown_kind_in_the_variable_is_named() =>
        Assert.Contains("iouring", Assert.Throws<PlatformNotSupportedException>(() => ShardKinds.Resolve(ShardKind.Auto, "iouring", true)).Message, StringComparison.Ordinal);
}
