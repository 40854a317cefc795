using Millrace.Amqp.Channels;
using Millrace.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Tests.Client.Channels;

/// <summary>Opening channels: who asked for one and gave up, and brokers that allow or answer none.</summary>
public sealed partial class ChannelPoolTests
{
    [Fact]
    public async Task A_channel_whose_caller_gave_up_while_it_was_opened_is_the_next_callers()
    {
        IConnection connection = StandIn.Connection();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StandIn.Of(connection).Opening = token => answer.Task.WaitAsync(token);
        ChannelPool pool = await PoolAsync(1, connection: connection);
        using var cancel = new CancellationTokenSource();
        Task<ChannelLease> rent = pool.RentAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rent);
        Task<ChannelLease> next = pool.RentAsync(Stop).AsTask();
        Assert.False(next.IsCompleted);
        answer.SetResult();
        (await next.WaitAsync(TimeSpan.FromSeconds(30), Stop)).Dispose();
        Assert.Equal((1, 1L), (StandIn.Of(connection).Opened, pool.Totals.Opened));
    }

    [Fact]
    public async Task Who_waited_in_vain_for_the_opening_is_told_so_and_the_channel_is_kept()
    {
        IConnection connection = StandIn.Connection();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StandIn.Of(connection).Opening = token => answer.Task.WaitAsync(token);
        ChannelPool pool = await PoolAsync(1, TimeSpan.FromSeconds(10), connection);
        Task<ChannelLease> rent = pool.RentAsync(Stop).AsTask();
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Contains("could not be opened within 10 s", (await Assert.ThrowsAsync<ChannelPoolTimeoutException>(() => rent)).Message, StringComparison.Ordinal);
        answer.SetResult();
        (await pool.RentAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop)).Dispose();
        Assert.Equal(1, StandIn.Of(connection).Opened);
    }

    [Fact]
    public async Task Where_the_broker_allows_fewer_channels_than_the_limit_all_share_those_until_the_next_session()
    {
        IConnection few = StandIn.Connection();
        StandIn.Of(few).Opening = _ => StandIn.Of(few).Opened >= 3 ? throw new ChannelAllocationException() : Task.CompletedTask;
        ChannelPool pool = await PoolAsync(10, connection: few);
        List<ChannelLease> held = [await pool.RentAsync(Stop), await pool.RentAsync(Stop), await pool.RentAsync(Stop)];
        Task<ChannelLease> fourth = pool.RentAsync(Stop).AsTask();
        Assert.False(fourth.IsCompleted);
        held.ForEach(lease => lease.Dispose());
        (await fourth.WaitAsync(TimeSpan.FromSeconds(30), Stop)).Dispose();
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(async () =>
        {
            for (int n = 0; n < 20; n++)
            {
                using ChannelLease lease = await pool.RentAsync(Stop);
                InterlockedMax(ref most, pool.Totals.InUse);
                await Task.Yield();
            }
        }, Stop))).WaitAsync(TimeSpan.FromMinutes(1), Stop);
        Assert.Equal(3, StandIn.Of(few).Opened);
        Assert.InRange(most, 1, 3);
        _link.Lose();
        await _link.BeginAsync(StandIn.Connection());
        List<ChannelLease> all = [];
        while (all.Count < 10)
        {
            all.Add(await pool.RentAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop));
        }

        all.ForEach(lease => lease.Dispose());
    }

    [Fact]
    public async Task Where_the_broker_allows_no_channel_at_all_everybody_is_told()
    {
        IConnection none = StandIn.Connection();
        StandIn.Of(none).Opening = _ => throw new ChannelAllocationException();
        ChannelPool pool = await PoolAsync(4, connection: none);
        Task<ChannelLease>[] rents = [.. Enumerable.Range(0, 20).Select(async _ => await pool.RentAsync(Stop))];
        foreach (Task<ChannelLease> rent in rents)
        {
            await Assert.ThrowsAsync<AmqpUnavailableException>(() => rent.WaitAsync(TimeSpan.FromSeconds(30), Stop));
        }

        await Assert.ThrowsAsync<AmqpUnavailableException>(async () => await pool.RentAsync(Stop));
        Assert.Equal(0, pool.Totals.Waiting);
    }

    [Fact]
    public async Task A_long_line_whose_openings_all_fail_at_once_fails_one_by_one_and_not_one_inside_the_other()
    {
        IConnection connection = StandIn.Connection();
        ChannelPool pool = await PoolAsync(1, connection: connection);
        ChannelLease held = await pool.RentAsync(Stop);
        Task<ChannelLease>[] rents = [.. Enumerable.Range(0, 20_000).Select(_ => pool.RentAsync(Stop).AsTask())];
        StandIn.Of(connection).Opening = _ => throw new IOException("the test fails it");
        held.Discard();
        await Task.WhenAll(rents.Select(rent => Assert.ThrowsAsync<IOException>(() => rent))).WaitAsync(TimeSpan.FromMinutes(2), Stop);
        Assert.Equal((0, 0), (pool.Totals.Waiting, pool.Totals.InUse));
    }

    [Fact]
    public async Task An_opening_that_the_broker_does_not_answer_is_no_cancellation()
    {
        IConnection connection = StandIn.Connection();
        StandIn.Of(connection).Opening = _ => throw new TaskCanceledException("the library's own timeout");
        ChannelPool pool = await PoolAsync(1, connection: connection);
        Assert.Contains("AnswerTimeout", (await Assert.ThrowsAsync<AmqpUnavailableException>(async () => await pool.RentAsync(Stop))).Message, StringComparison.Ordinal);
        StandIn.Of(connection).Opening = null;
        (await pool.RentAsync(Stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Stop)).Dispose();
    }

    [Fact]
    public async Task While_the_broker_reads_nothing_no_channel_is_asked_for()
    {
        IConnection connection = StandIn.Connection();
        ChannelPool pool = await PoolAsync(1, connection: connection);
        _link.IsBlocked = true;
        Task<ChannelLease> rent = pool.RentAsync(Stop).AsTask();
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(rent.IsCompleted);
        Assert.Equal(0, StandIn.Of(connection).Opened);
        _link.IsBlocked = false;
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(20));
                return rent.IsCompleted;
            }, "The opening");
        (await rent).Dispose();
    }
}
