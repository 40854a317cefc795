using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Amqp.Channels;
using Millrace.Amqp.Links;
using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Channels;

public sealed partial class ChannelPoolTests : IAsyncDisposable
{
    private readonly FakeTime _time = new();
    private readonly ScriptedLink _link = new();
    private readonly List<ChannelPool> _pools = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (ChannelPool pool in _pools)
        {
            await pool.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_channel_that_was_given_back_is_rented_again_and_not_opened_anew()
    {
        ChannelPool pool = await PoolAsync(10);
        ChannelLease first = await pool.RentAsync(Stop);
        IChannel channel = first.Channel;
        first.Dispose();
        using ChannelLease second = await pool.RentAsync(Stop);
        Assert.Same(channel, second.Channel);
        Assert.Equal(1, pool.Totals.Opened);
        Assert.Equal(2, pool.Totals.Rented);
    }

    [Fact]
    public async Task The_limit_is_hard_and_those_who_wait_come_in_their_order()
    {
        ChannelPool pool = await PoolAsync(2);
        ChannelLease a = await pool.RentAsync(Stop);
        ChannelLease b = await pool.RentAsync(Stop);
        List<Task<ChannelLease>> waiting = [.. Enumerable.Range(0, 5).Select(_ => pool.RentAsync(Stop).AsTask())];
        Assert.Equal(5, pool.Totals.Waiting);
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        ChannelLease held = a;
        foreach (Task<ChannelLease> next in waiting)
        {
            held.Dispose();
            held = await next.WaitAsync(Stop);
            Assert.Equal(2, pool.Totals.InUse);
        }

        held.Dispose();
        b.Dispose();
        Assert.Equal(2, pool.Totals.Opened);
        Assert.Equal(0, pool.Totals.InUse);
    }

    [Fact]
    public async Task A_double_release_is_refused_counted_and_harms_nobody()
    {
        ChannelPool pool = await PoolAsync(1);
        ChannelLease first = await pool.RentAsync(Stop);
        first.Dispose();
        ChannelLease second = await pool.RentAsync(Stop);
        Assert.Contains("released already", Assert.Throws<InvalidOperationException>(first.Dispose).Message, StringComparison.Ordinal);
        Task<ChannelLease> third = pool.RentAsync(Stop).AsTask();
        Assert.False(third.IsCompleted);
        Assert.NotNull(second.Channel);
        Assert.Equal(1, pool.Totals.DoubleReleases);
        second.Dispose();
        (await third.WaitAsync(Stop)).Dispose();
    }

    [Fact]
    public async Task A_use_after_release_is_refused_and_counted()
    {
        ChannelPool pool = await PoolAsync(1);
        ChannelLease lease = await pool.RentAsync(Stop);
        ChannelLease copy = lease;
        lease.Dispose();
        using ChannelLease other = await pool.RentAsync(Stop);
        Assert.Throws<InvalidOperationException>(() => copy.Channel);
        Assert.Equal(1, pool.Totals.UsesAfterRelease);
        Assert.Throws<InvalidOperationException>(() => default(ChannelLease).Channel);
    }

    [Fact]
    public async Task A_broken_channel_is_replaced()
    {
        ChannelPool pool = await PoolAsync(1);
        ChannelLease lease = await pool.RentAsync(Stop);
        IChannel broken = lease.Channel;
        StandIn.Of(broken).Break();
        lease.Dispose();
        ChannelLease next = await pool.RentAsync(Stop);
        IChannel replaced = next.Channel;
        Assert.NotSame(broken, replaced);
        next.Discard();
        using ChannelLease last = await pool.RentAsync(Stop);
        Assert.NotSame(replaced, last.Channel);
        Assert.False(replaced.IsOpen);
        Assert.Equal(3, pool.Totals.Opened);
    }

    [Fact]
    public async Task Channels_of_a_lost_session_are_replaced_on_the_next()
    {
        ChannelPool pool = await PoolAsync(2);
        ChannelLease old = await pool.RentAsync(Stop);
        IChannel channel = old.Channel;
        _link.Lose();
        old.Dispose();
        Task<ChannelLease> rent = pool.RentAsync(Stop).AsTask();
        Assert.False(rent.IsCompleted);
        await _link.BeginAsync(StandIn.Connection());
        using ChannelLease lease = await rent.WaitAsync(Stop);
        Assert.NotSame(channel, lease.Channel);
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_and_the_others_wait_on()
    {
        ChannelPool pool = await PoolAsync(1, TimeSpan.FromSeconds(10));
        ChannelLease held = await pool.RentAsync(Stop);
        Task<ChannelLease> early = pool.RentAsync(Stop).AsTask();
        _time.Advance(TimeSpan.FromSeconds(6));
        Task<ChannelLease> later = pool.RentAsync(Stop).AsTask();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("10 s", (await Assert.ThrowsAsync<ChannelPoolTimeoutException>(() => early)).Message, StringComparison.Ordinal);
        Assert.Equal(1, pool.Totals.Waiting);
        held.Dispose();
        (await later.WaitAsync(Stop)).Dispose();
        Assert.Equal(1, pool.Totals.Timeouts);
    }

    [Fact]
    public async Task Without_a_time_to_wait_an_empty_pool_refuses_at_once()
    {
        ChannelPool pool = await PoolAsync(1, TimeSpan.Zero);
        ChannelLease held = await pool.RentAsync(Stop);
        await Assert.ThrowsAsync<ChannelPoolTimeoutException>(async () => await pool.RentAsync(Stop));
        held.Dispose();
        (await pool.RentAsync(Stop)).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_line_and_loses_no_channel()
    {
        ChannelPool pool = await PoolAsync(1);
        ChannelLease held = await pool.RentAsync(Stop);
        using var cancel = new CancellationTokenSource();
        Task<ChannelLease> first = pool.RentAsync(cancel.Token).AsTask();
        Task<ChannelLease> second = pool.RentAsync(Stop).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        held.Dispose();
        (await second.WaitAsync(Stop)).Dispose();
        Assert.Equal((1, 0), (pool.Totals.Cancelled, pool.Totals.InUse));
    }

    [Fact]
    public async Task A_closed_pool_tells_everybody()
    {
        ChannelPool pool = await PoolAsync(1);
        ChannelLease held = await pool.RentAsync(Stop);
        IChannel channel = held.Channel;
        Task<ChannelLease> waiting = pool.RentAsync(Stop).AsTask();
        await pool.DisposeAsync();
        await Assert.ThrowsAsync<AmqpClosedException>(() => waiting);
        await Assert.ThrowsAsync<AmqpClosedException>(async () => await pool.RentAsync(Stop));
        held.Dispose();
        Assert.False(channel.IsOpen);
        await Assert.ThrowsAsync<AmqpClosedException>(async () => await pool.RentAsync(Stop));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Many_tasks_never_share_a_channel_and_none_is_left_behind(int seed)
    {
        const int Limit = 7;
        ChannelPool pool = await PoolAsync(Limit, TimeSpan.FromHours(1));
        var users = new System.Collections.Concurrent.ConcurrentDictionary<IChannel, int>(ReferenceEqualityComparer.Instance);
        int shared = 0;
        int done = 0;
        Task[] tasks = [.. Enumerable.Range(0, 40).Select(task => Task.Run(async () =>
        {
            var chance = new Random((seed * 1000) + task);
            for (int n = 0; n < 500; n++)
            {
                using var cancel = new CancellationTokenSource();
                if (chance.Next(10) == 0)
                {
                    cancel.CancelAfter(TimeSpan.FromMilliseconds(chance.Next(3)));
                }

                ChannelLease lease;
                try
                {
                    lease = await pool.RentAsync(cancel.Token);
                }
                catch (OperationCanceledException)
                {
                    continue;
                }

                IChannel channel = lease.Channel;
                Interlocked.Add(ref shared, users.AddOrUpdate(channel, 1, (_, count) => count + 1) - 1);
                if (chance.Next(3) == 0)
                {
                    await Task.Yield();
                }

                users.AddOrUpdate(channel, 0, (_, count) => count - 1);
                if (chance.Next(50) == 0)
                {
                    lease.Discard();
                }
                else
                {
                    lease.Dispose();
                }

                Interlocked.Increment(ref done);
            }
        }, Stop))];
        await Task.WhenAll(tasks).WaitAsync(TimeSpan.FromMinutes(2), Stop);
        Assert.Equal(0, shared);
        Assert.True(done > 1000);
        ChannelPoolTotals totals = pool.Totals;
        Assert.Equal((0, 0, 0L, 0L), (totals.InUse, totals.Waiting, totals.DoubleReleases, totals.UsesAfterRelease));
        List<ChannelLease> all = [];
        for (int n = 0; n < Limit; n++)
        {
            all.Add(await pool.RentAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop));
        }

        Assert.Equal(Limit, all.Select(lease => lease.Channel).Distinct(ReferenceEqualityComparer.Instance).Count());
        all.ForEach(lease => lease.Dispose());
    }

    [Fact]
    public async Task Renting_a_free_channel_allocates_nothing()
    {
        ChannelPool pool = await PoolAsync(4);
        (await pool.RentAsync(Stop)).Dispose();
        AmqpSession session = _link.Current!;
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            var slot = new FreeSlots([new ChannelSlot(pool, 0), new ChannelSlot(pool, 1)]);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int n = 0; n < 1000; n++)
            {
                ChannelSlot taken = slot.TryTake()!;
                Assert.True(taken.TryEndLease(taken.BeginLease()));
                slot.Put(taken);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.Null(session.Cause);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = Volatile.Read(ref most); value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen; seen = Volatile.Read(ref most))
        {
        }
    }

    private async Task<ChannelPool> PoolAsync(int limit, TimeSpan? timeout = null, IConnection? connection = null)
    {
        await _link.BeginAsync(connection ?? StandIn.Connection());
        var pool = new ChannelPool(new ChannelPoolOptions { Limit = limit, AcquireTimeout = timeout ?? TimeSpan.FromMinutes(10) }, _link, _time, NullLogger.Instance);
        _pools.Add(pool);
        return pool;
    }
}
