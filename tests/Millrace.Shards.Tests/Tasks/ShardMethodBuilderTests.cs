using System.Runtime.CompilerServices;

namespace Millrace.Shards.Tests.Tasks;

public sealed class ShardMethodBuilderTests
{
    [Fact]
    public Task Results_come_back_to_each_of_many_suspended_methods() => OnShard.Run(OnShard.Kinds.First().Data, async (shard, stop) =>
    {
        for (int round = 0; round < 3; round++)
        {
            Task<int>[] suspended = [.. Enumerable.Range(0, 1000).Select(i => AddLater(shard, i, 1).AsTask())];
            int[] results = await Task.WhenAll(suspended);
            Assert.Equal(Enumerable.Range(1, 1000), results);
        }
    });

    [Fact]
    public Task Thousands_suspended_at_once_allocate_nothing_once_the_pool_is_warm() => OnShard.Run(OnShard.Kinds.First().Data, async (shard, stop) =>
    {
        ValueTask<int>[] suspended = new ValueTask<int>[2000];
        long perMethod = await Allocations.SteadyState(suspended.Length, async () =>
        {
            for (int i = 0; i < suspended.Length; i++)
            {
#pragma warning disable CA2012 // Many are suspended at once on purpose; each is awaited once, below.
                suspended[i] = AddLater(shard, i, 1);
#pragma warning restore CA2012
            }

            for (int i = 0; i < suspended.Length; i++)
            {
                Assert.True(await suspended[i] == i + 1);
            }
        });
        Assert.Equal(0, perMethod);
    });

    [Fact]
    public async Task A_failure_before_the_first_await_reaches_the_caller_when_it_awaits()
    {
        ValueTask<int> failing = Fail(early: true);
        Assert.True(failing.IsFaulted);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await failing);
    }

    [Fact]
    public Task A_failure_after_an_await_reaches_the_caller() => OnShard.Run(OnShard.Kinds.First().Data, async (shard, stop) =>
        await Assert.ThrowsAsync<InvalidDataException>(async () => await Fail(early: false)));

    [Fact]
    public Task A_cancelled_method_counts_as_cancelled() => OnShard.Run(OnShard.Kinds.First().Data, async (shard, stop) =>
    {
        using CancellationTokenSource cancel = new();
        ValueTask waiting = WaitForever(shard, cancel.Token);
        cancel.Cancel();
        Task task = waiting.AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.True(task.IsCanceled);
    });

    [Fact]
    public Task A_result_is_taken_once() => OnShard.Run(OnShard.Kinds.First().Data, async (shard, stop) =>
    {
        ValueTask<int> once = AddLater(shard, 1, 1);
        Assert.Equal(2, await once);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await once);
    });

    [Fact]
    public async Task It_also_works_off_any_shard_with_completions_from_other_threads()
    {
        int sum = 0;
        for (int i = 0; i < 2000; i++)
        {
            sum += await OverThePool(1);
        }

        Assert.Equal(2000, sum);
    }

    [AsyncMethodBuilder(typeof(ShardMethodBuilder<>))]
    private static async ValueTask<int> AddLater(Shard shard, int a, int b)
    {
        await shard.DelayUntil(Shard.Now + (Shard.TicksPerSecond / 10_000));
        return a + b;
    }

    [AsyncMethodBuilder(typeof(ShardMethodBuilder<>))]
    private static async ValueTask<int> Fail(bool early)
    {
        if (!early)
        {
            await Task.Yield();
        }

        throw new InvalidDataException("as asked");
    }

    [AsyncMethodBuilder(typeof(ShardMethodBuilder))]
    private static async ValueTask WaitForever(Shard shard, CancellationToken cancellationToken) =>
        await shard.Delay(TimeSpan.FromDays(1), cancellationToken);

    [AsyncMethodBuilder(typeof(ShardMethodBuilder<>))]
    private static async ValueTask<int> OverThePool(int value)
    {
        await Task.Run(static () => { });
        return value;
    }
}
