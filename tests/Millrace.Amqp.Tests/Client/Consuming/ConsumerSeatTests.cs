using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Amqp.Consuming;
using Millrace.Amqp.Tests.Client.Channels;
using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Consuming;

/// <summary>How seats end and settle, with the test as broker.</summary>
public sealed class ConsumerSeatTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly ScriptedLink _link = new();
    private readonly FakeTime _time = new();
    private readonly TaskCompletionSource<CancellationToken> _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PlayedConnection _play = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_does_not_close_the_channel_under_a_handler_that_runs()
    {
        AmqpConsumers consumers = await BeginAsync(new ConsumingOptions { StopTimeout = TimeSpan.Zero });
        AmqpConsumer consumer = await consumers.StartAsync(new ConsumerOptions { Queue = "q" }, Stubborn, Stop);
        PlayedChannel channel = Assert.Single(_play.Channels);
        Task handling = channel.DeliverAsync(1);
        CancellationToken told = await _begun.Task.WaitAsync(s_limit, Stop);
        Task stop = consumer.StopAsync(Stop);
        await Eventually.TrueAsync(() => told.IsCancellationRequested, "The news to the handler");
        await Eventually.TrueAsync(() => Passed(stop), "The end of the stop");
        Assert.True(channel.IsOpen);
        _go.SetResult();
        await handling.WaitAsync(s_limit, Stop);
        await Eventually.TrueAsync(() => !channel.IsOpen, "The closing after the handler");
    }

    [Fact]
    public async Task A_queue_that_is_deleted_tells_the_handler_and_closes_the_channel_after_it()
    {
        AmqpConsumers consumers = await BeginAsync();
        await consumers.StartAsync(new ConsumerOptions { Queue = "q", Concurrency = 2 }, Stubborn, Stop);
        PlayedChannel channel = Assert.Single(_play.Channels);
        Task handling = channel.DeliverAsync(1);
        CancellationToken told = await _begun.Task.WaitAsync(s_limit, Stop);
        await channel.Consumer.HandleBasicCancelAsync("tag", Stop);
        await Eventually.TrueAsync(() => told.IsCancellationRequested, "The news to the handler");
        Assert.True(channel.IsOpen);
        _go.SetResult();
        await handling.WaitAsync(s_limit, Stop);
        await Eventually.TrueAsync(() => !channel.IsOpen, "The closing after the handler");
    }

    [Fact]
    public async Task A_channel_that_the_broker_closes_tells_the_handler()
    {
        AmqpConsumers consumers = await BeginAsync();
        AmqpConsumer consumer = await consumers.StartAsync(new ConsumerOptions { Queue = "q" }, Stubborn, Stop);
        PlayedChannel channel = Assert.Single(_play.Channels);
        Task handling = channel.DeliverAsync(1);
        CancellationToken told = await _begun.Task.WaitAsync(s_limit, Stop);
        await channel.ShutDownAsync(406, "PRECONDITION_FAILED - delivery acknowledgement timed out");
        await Eventually.TrueAsync(() => told.IsCancellationRequested, "The news to the handler");
        Assert.Equal(406, Assert.IsType<AmqpChannelException>(consumer.LastError).Code);
        _go.SetResult();
        await handling.WaitAsync(s_limit, Stop);
        Assert.Equal(1, consumers.Totals.StaleAcks);
    }

    [Fact]
    public async Task A_handlers_callback_does_not_hold_up_the_end_of_the_session()
    {
        AmqpConsumers consumers = await BeginAsync();
        using var released = new ManualResetEventSlim();
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await consumers.StartAsync(new ConsumerOptions { Queue = "q", Acks = AckMode.ByProgram }, (_, token) =>
        {
            token.UnsafeRegister(_ =>
            {
                called.TrySetResult();
                released.Wait(Stop);
            }, null);
            return default;
        }, Stop);
        await Assert.Single(_play.Channels).DeliverAsync(1);
        try
        {
            await Task.Run(() => _link.Lose(), Stop).WaitAsync(s_limit, Stop);
            await called.Task.WaitAsync(s_limit, Stop);
        }
        finally
        {
            released.Set();
        }
    }

    [Fact]
    public async Task What_a_lost_session_has_left_behind_is_not_given_to_handlers()
    {
        AmqpConsumers consumers = await BeginAsync();
        await consumers.StartAsync(new ConsumerOptions { Queue = "q" }, (_, _) => default, Stop);
        PlayedChannel channel = Assert.Single(_play.Channels);
        await channel.DeliverAsync(1);
        _link.Lose();
        await channel.DeliverAsync(2);
        Assert.Equal((1L, 0L), (consumers.Totals.Delivered, consumers.Totals.StaleAcks));
    }

    [Fact]
    public async Task Acknowledgements_that_cover_others_are_written_one_after_another()
    {
        Delivery[] deliveries = await DeliverAsync(4);
        PlayedChannel channel = _play.Channels[0];
        var written = new TaskCompletionSource();
        channel.Writing = written.Task;
        Assert.True(await deliveries[0].AckAsync(Stop));
        ValueTask<bool> first = deliveries[1].AckAsync(Stop);
        Assert.True(await deliveries[2].AckAsync(Stop));
        ValueTask<bool> second = deliveries[3].AckAsync(Stop);
        Assert.Equal([("BasicAckAsync", 2UL, true)], channel.Said);
        channel.Writing = Task.CompletedTask;
        written.SetResult();
        Assert.True(await first);
        Assert.True(await second);
        Assert.Equal([("BasicAckAsync", 2UL, true), ("BasicAckAsync", 4UL, true)], channel.Said);
    }

    [Fact]
    public async Task A_delivery_that_is_being_requeued_is_not_acknowledged_with_others()
    {
        Delivery[] deliveries = await DeliverAsync(3);
        PlayedChannel channel = _play.Channels[0];
        var written = new TaskCompletionSource();
        channel.Writing = written.Task;
        ValueTask<bool> requeue = deliveries[0].RequeueAsync(Stop);
        ValueTask<bool> second = deliveries[1].AckAsync(Stop);
        ValueTask<bool> third = deliveries[2].AckAsync(Stop);
        Assert.Equal([("BasicRejectAsync", 1UL, true)], channel.Said);
        channel.Writing = Task.CompletedTask;
        written.SetResult();
        Assert.True(await requeue && await second && await third);
        await Eventually.TrueAsync(() => Moved() && channel.Said.Count == 2, "The acknowledgement of the others");
        Assert.Equal(("BasicAckAsync", 3UL, true), channel.Said.Last());
    }

    [Fact]
    public async Task A_settlement_that_was_begun_cannot_be_cancelled()
    {
        Delivery[] deliveries = await DeliverAsync(5);
        using var source = new CancellationTokenSource();
        Assert.True(await deliveries[0].AckAsync(source.Token));
        Assert.True(await deliveries[1].AckAsync(source.Token));
        Assert.True(await deliveries[2].RejectAsync(source.Token));
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await deliveries[3].AckAsync(source.Token));
        Assert.False(deliveries[3].IsSettled);
        PlayedChannel channel = _play.Channels[0];
        Assert.Equal((2, false), (channel.Said.Count, channel.WasCancellable));
    }

    [Fact]
    public async Task A_second_stop_waits_for_the_first()
    {
        AmqpConsumers consumers = await BeginAsync();
        AmqpConsumer consumer = await consumers.StartAsync(new ConsumerOptions { Queue = "q" }, Stubborn, Stop);
        Task handling = Assert.Single(_play.Channels).DeliverAsync(1);
        await _begun.Task.WaitAsync(s_limit, Stop);
        Task first = consumer.StopAsync(Stop);
        Task second = consumer.StopAsync(Stop);
        Task all = consumers.StopAsync(Stop);
        Assert.Equal((false, false, false, ConsumerState.Stopped), (first.IsCompleted, second.IsCompleted, all.IsCompleted, consumer.State));
        _go.SetResult();
        await Task.WhenAll(first, second, all, handling).WaitAsync(s_limit, Stop);
        await Assert.ThrowsAsync<AmqpClosedException>(() => consumers.StartAsync(new ConsumerOptions { Queue = "q" }, Stubborn, Stop));
    }

    // Time stands still for whoever waits, until the test moves it on.
    private bool Moved()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return true;
    }

    private bool Passed(Task task) => task.IsCompleted || (Moved() && task.IsCompleted);

    private async ValueTask Stubborn(Delivery delivery, CancellationToken token)
    {
        _begun.TrySetResult(token);
        await _go.Task;
    }

    private async Task<Delivery[]> DeliverAsync(int count)
    {
        AmqpConsumers consumers = await BeginAsync();
        List<Delivery> deliveries = [];
        await consumers.StartAsync(new ConsumerOptions { Queue = "q", Acks = AckMode.ByProgram, AckBatch = 2 }, (delivery, _) =>
        {
            deliveries.Add(delivery);
            return default;
        }, Stop);
        PlayedChannel channel = Assert.Single(_play.Channels);
        for (int tag = 1; tag <= count; tag++)
        {
            await channel.DeliverAsync((ulong)tag);
        }

        return [.. deliveries];
    }

    private async Task<AmqpConsumers> BeginAsync(ConsumingOptions? options = null)
    {
        (IConnection connection, _play) = PlayedConnection.Begin();
        await _link.BeginAsync(connection);
        return new AmqpConsumers(options ?? new ConsumingOptions(), _link, _time, NullLogger.Instance);
    }
}
