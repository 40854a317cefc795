using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Amqp.Consuming;
using Millrace.Amqp.Tests.Client.Publishing;
using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Consuming;

public sealed class AmqpConsumersTests(SharedRabbit rabbit)
{
    private readonly ConcurrentQueue<string> _seen = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(10, 4)]
    public async Task Every_message_is_handled_once_and_acknowledged(int ackBatch, int concurrency)
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpConsumers consumers = Consumers(broker);
        string queue = await broker.QueueAsync();
        await PublishAsync(broker, queue, 0, 200);
        await consumers.StartAsync(new ConsumerOptions { Queue = queue, AckBatch = ackBatch, Concurrency = concurrency }, Note, Stop);
        await Eventually.TrueAsync(() => consumers.Totals.Acked == 200, "The acknowledgement of all messages");
        Assert.Equal(200, _seen.Distinct().Count());
        Assert.Equal(200, _seen.Count);
        await consumers.StopAsync(Stop);
        Assert.Equal(0u, await broker.Side.MessageCountAsync(queue, Stop));
        Assert.Equal((0L, 0L, 0), (consumers.Totals.StaleAcks, consumers.Totals.Redelivered, consumers.Totals.Consumers));
    }

    [Theory]
    [InlineData(FailurePolicy.RequeueOnce, 2, 1, 1, 0)]
    [InlineData(FailurePolicy.Reject, 1, 0, 1, 0)]
    [InlineData(FailurePolicy.Acknowledge, 1, 0, 0, 1)]
    public async Task A_handler_that_throws_is_met_by_its_policy(FailurePolicy policy, int handled, int requeued, int rejected, int acked)
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpConsumers consumers = Consumers(broker);
        string queue = await broker.QueueAsync();
        await PublishAsync(broker, queue, 0, 1);
        await consumers.StartAsync(new ConsumerOptions { Queue = queue, OnFailure = policy }, (delivery, _) =>
        {
            _seen.Enqueue("x");
            throw new InvalidOperationException("the test's");
        }, Stop);
        await Eventually.TrueAsync(() => consumers.Totals.Failed == handled && consumers.Totals.Rejected + consumers.Totals.Acked == 1, "The end of the message");
        Assert.Equal((requeued, rejected, acked), (consumers.Totals.Requeued, consumers.Totals.Rejected, consumers.Totals.Acked));
        Assert.Equal(handled, _seen.Count);
    }

    [Fact]
    public async Task A_handler_may_settle_by_itself_and_twice_is_caught_here()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpConsumers consumers = Consumers(broker);
        string queue = await broker.QueueAsync();
        await PublishAsync(broker, queue, 0, 3);
        var twice = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        AmqpConsumer consumer = await consumers.StartAsync(new ConsumerOptions { Queue = queue }, async (delivery, token) =>
        {
            switch (Encoding.UTF8.GetString(delivery.Body.Span))
            {
                case "0":
                    Assert.True(await delivery.AckAsync(token));
                    twice.TrySetResult(await Assert.ThrowsAsync<InvalidOperationException>(async () => await delivery.AckAsync(token)));
                    break;
                case "1" when !delivery.IsRedelivered:
                    await delivery.RequeueAsync(token);
                    break;
                case "2":
                    await delivery.RejectAsync(token);
                    break;
            }
        }, Stop);
        await twice.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await Eventually.TrueAsync(() => consumers.Totals is { Acked: 2, Requeued: 1, Rejected: 1 }, "The settling of all messages");
        Assert.Equal(1, consumers.Totals.DoubleAcks);
        Assert.Equal(ConsumerState.Consuming, consumer.State);
    }

    [Fact]
    public async Task A_settlement_from_before_the_loss_is_dropped_and_the_message_comes_again()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpConsumers consumers = Consumers(broker);
        string queue = await broker.QueueAsync();
        await PublishAsync(broker, queue, 0, 1);
        ConcurrentQueue<Delivery> deliveries = new();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AmqpConsumer consumer = await consumers.StartAsync(new ConsumerOptions { Queue = queue, Acks = AckMode.ByProgram }, (delivery, token) =>
        {
            deliveries.Enqueue(delivery);
            token.UnsafeRegister(_ => cancelled.TrySetResult(), null);
            return default;
        }, Stop);
        await Eventually.TrueAsync(() => deliveries.Count == 1, "The delivery");
        broker.Stream.Reset();
        await Eventually.TrueAsync(() => broker.Link.Current is null, "The loss");
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await broker.BeginAsync();
        await Eventually.TrueAsync(() => deliveries.Count == 2, "The second delivery");
        Delivery old = deliveries.First();
        Delivery young = deliveries.Last();
        Assert.Equal((1, 2, old.Tag, true), (old.Epoch, young.Epoch, young.Tag, young.IsRedelivered));
        Assert.False(await old.AckAsync(Stop));
        Assert.True(await young.AckAsync(Stop));
        Assert.Equal((1L, 1L, 1L), (consumers.Totals.StaleAcks, consumers.Totals.Acked, consumers.Totals.Resubscribed));
        await PublishAsync(broker, queue, 1, 1);
        await Eventually.TrueAsync(() => deliveries.Count == 3, "A delivery on a channel that still stands");
        Assert.Equal(ConsumerState.Consuming, consumer.State);
    }

    [Fact]
    public async Task A_queue_that_is_missing_or_deleted_is_a_clear_error_and_taken_up_again_when_it_is_back()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpConsumers consumers = Consumers(broker);
        string queue = $"gone-{Guid.NewGuid():n}";
        AmqpChannelException missing = await Assert.ThrowsAsync<AmqpChannelException>(() => consumers.StartAsync(new ConsumerOptions { Queue = queue }, Note, Stop));
        Assert.Equal(404, missing.Code);
        Assert.Contains(queue, missing.Message, StringComparison.Ordinal);
        Assert.Equal(0, consumers.Totals.Consumers);

        await broker.Side.QueueDeclareAsync(queue, durable: false, exclusive: false, autoDelete: false, cancellationToken: Stop);
        ConcurrentQueue<ConsumerState> states = new();
        AmqpConsumer consumer = await consumers.StartAsync(new ConsumerOptions { Queue = queue, RetryDelay = TimeSpan.FromMilliseconds(20) }, Note, Stop);
        consumer.StateChanged += changed => states.Enqueue(changed.State);
        await broker.Side.QueueDeleteAsync(queue, cancellationToken: Stop);
        await Eventually.TrueAsync(() => states.Contains(ConsumerState.Failed), "The news of the deletion");
        Assert.Contains(queue, consumer.LastError!.Message, StringComparison.Ordinal);
        Assert.Equal(1, consumers.Totals.Cancellations);
        await broker.Side.QueueDeclareAsync(queue, durable: false, exclusive: false, autoDelete: false, cancellationToken: Stop);
        await PublishAsync(broker, queue, 0, 5);
        await Eventually.TrueAsync(() => _seen.Count == 5 && consumer.State == ConsumerState.Consuming, "Consuming again");
    }

    [Fact]
    public async Task A_stop_lets_the_handler_finish_and_leaves_the_rest_in_the_queue()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpConsumers consumers = Consumers(broker);
        string queue = await broker.QueueAsync();
        await PublishAsync(broker, queue, 0, 10);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AmqpConsumer consumer = await consumers.StartAsync(new ConsumerOptions { Queue = queue, AckBatch = 5 }, async (delivery, token) =>
        {
            begun.TrySetResult();
            await go.Task;
        }, Stop);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Task stop = consumer.StopAsync(Stop);
        Assert.False(stop.IsCompleted);
        go.SetResult();
        await stop.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal((1L, 1L, ConsumerState.Stopped), (consumers.Totals.Delivered, consumers.Totals.Acked, consumer.State));
        Assert.Equal(9, (await broker.DrainAsync(queue, 9)).Count);
    }

    [Fact]
    public async Task A_stop_that_has_waited_long_enough_cancels_the_handler()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpConsumers consumers = Consumers(broker, new ConsumingOptions { StopTimeout = TimeSpan.FromMilliseconds(50) });
        string queue = await broker.QueueAsync();
        await PublishAsync(broker, queue, 0, 1);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AmqpConsumer consumer = await consumers.StartAsync(new ConsumerOptions { Queue = queue }, async (_, token) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }, Stop);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await consumer.StopAsync(Stop).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Single(await broker.DrainAsync(queue, 1));
        Assert.Equal(0, consumers.Totals.Acked);
    }

    [Fact]
    public async Task Many_start_side_by_side_run_under_one_limit_and_come_back_after_a_loss()
    {
        const int Count = 60;
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpConsumers consumers = Consumers(broker, new ConsumingOptions { MaxConcurrentHandlers = 5, ParallelOpenings = 16 });
        string[] queues = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => broker.QueueAsync()));
        int most = 0;
        int now = 0;
        await consumers.StartAsync([.. queues.Select(queue => new ConsumerOptions { Queue = queue })], async (delivery, _) =>
        {
            int running = Interlocked.Increment(ref now);
            InterlockedMax(ref most, running);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            _seen.Enqueue(delivery.Queue);
        }, Stop);
        Assert.Equal((Count, Count), (consumers.Totals.Consumers, consumers.Totals.Consuming));
        foreach (string queue in queues)
        {
            await PublishAsync(broker, queue, 0, 3);
        }

        await Eventually.TrueAsync(() => consumers.Totals.Acked == 3 * Count, "The end of all messages");
        Assert.InRange(most, 1, 5);
        broker.Stream.Reset();
        await Eventually.TrueAsync(() => broker.Link.Current is null, "The loss");
        await broker.BeginAsync();
        Assert.Equal((Count, (long)Count), (consumers.Totals.Consuming, consumers.Totals.Resubscribed));
        foreach (string queue in queues)
        {
            await PublishAsync(broker, queue, 3, 1);
        }

        await Eventually.TrueAsync(() => _seen.Count >= 4 * Count, "Messages after the loss");
        Assert.Equal(Count, _seen.Distinct().Count());
    }

    [Fact]
    public async Task Of_many_one_refusal_stops_all()
    {
        await using BrokerInTest broker = await BrokerInTest.ConnectAsync(rabbit);
        await using AmqpConsumers consumers = Consumers(broker);
        string queue = await broker.QueueAsync();
        await Assert.ThrowsAsync<AmqpChannelException>(() => consumers.StartAsync([new() { Queue = queue }, new() { Queue = $"no-{queue}" }, new() { Queue = queue }], Note, Stop));
        Assert.Equal(0, consumers.Totals.Consumers);
        await Eventually.TrueAsync(() => broker.Side.ConsumerCountAsync(queue, Stop).GetAwaiter().GetResult() == 0, "The end of the others");
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
            // Another one was faster.
        }
    }

    private static async Task PublishAsync(BrokerInTest broker, string queue, int from, int count)
    {
        for (int n = from; n < from + count; n++)
        {
            await broker.Side.BasicPublishAsync("", queue, Encoding.UTF8.GetBytes(n.ToString(CultureInfo.InvariantCulture)), Stop);
        }
    }

    private static AmqpConsumers Consumers(BrokerInTest broker, ConsumingOptions? options = null) =>
        new(options ?? new ConsumingOptions(), broker.Link, TimeProvider.System, NullLogger.Instance);

    private ValueTask Note(Delivery delivery, CancellationToken cancellationToken)
    {
        _seen.Enqueue(Encoding.UTF8.GetString(delivery.Body.Span));
        return default;
    }
}
