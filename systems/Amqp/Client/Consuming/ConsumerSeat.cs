using Millrace.Amqp.Channels;
using Millrace.Amqp.Links;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Consuming;

/// <summary>One consumer on one channel of one session: deliveries come in here and their settlements go out, and neither outlives it.</summary>
internal sealed partial class ConsumerSeat : IAsyncBasicConsumer
{
    private readonly AmqpConsumers _all;
    private readonly IChannel _channel;
    private readonly CancellationTokenSource _end;
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _tag = "";
    private int _running;
    private volatile bool _isStopping;
    private volatile bool _isOver;

    private ConsumerSeat(AmqpConsumers all, AmqpConsumer consumer, AmqpSession session, IChannel channel)
    {
        _all = all;
        _channel = channel;
        Consumer = consumer;
        Session = session;
        _end = CancellationTokenSource.CreateLinkedTokenSource(session.Ended);
        _batch = Math.Min(consumer.Options.AckBatch, Math.Max(1, consumer.Options.Prefetch / 2));
        _channel.ChannelShutdownAsync += ShutDownAsync;
    }

    public AmqpConsumer Consumer { get; }

    public AmqpSession Session { get; }

    IChannel IAsyncBasicConsumer.Channel => _channel;

    /// <summary>True while deliveries can come and settlements can go.</summary>
    public bool IsAlive => !_isOver && !_isStopping && !Session.Ended.IsCancellationRequested && _channel.IsOpen;

    public static async Task<ConsumerSeat> OpenAsync(AmqpConsumers all, AmqpConsumer consumer, AmqpSession session, CancellationToken cancellationToken)
    {
        ConsumerOptions options = consumer.Options;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Ended);
        IChannel channel = await session.Connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false, null, (ushort)options.Concurrency), either.Token).ConfigureAwait(false);
        var seat = new ConsumerSeat(all, consumer, session, channel);
        try
        {
            if (options.Acks != AckMode.None)
            {
                await channel.BasicQosAsync(0, (ushort)options.Prefetch, global: false, either.Token).ConfigureAwait(false);
            }

            seat._tag = await channel.BasicConsumeAsync(
                all.QueueName(options.Queue), options.Acks == AckMode.None, options.Tag, noLocal: false, options.IsExclusive, options.Arguments?.ToDictionary(), seat, either.Token).ConfigureAwait(false);
            return seat;
        }
        catch
        {
            seat._isOver = true;
            _ = seat.CloseChannelAsync();
            throw;
        }
    }

    public async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        // What has not begun when the consumer stops goes back to the queue with the channel.
        if (_isStopping || _isOver)
        {
            return;
        }

        if (_all.Gate is { } gate && !await TryEnterAsync(gate).ConfigureAwait(false))
        {
            return;
        }

        Interlocked.Increment(ref _running);
        ConsumingCounters counters = _all.Counters;
        Interlocked.Increment(ref counters.Running);
        try
        {
            // Again: whoever stops sets the flag before it looks at the number of running ones.
            if (!_isStopping)
            {
                Interlocked.Increment(ref counters.Delivered);
                Interlocked.Add(ref counters.Redelivered, redelivered ? 1 : 0);
                await RunAsync(new Delivery(this, deliveryTag, redelivered, exchange, routingKey, properties, body)).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref counters.Running);
            _all.Gate?.Release();
            if (Interlocked.Decrement(ref _running) == 0 && _isStopping)
            {
                _idle.TrySetResult();
            }
        }
    }

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        _isOver = true;
        Interlocked.Increment(ref _all.Counters.Cancellations);
        _all.SeatLost(this, new AmqpChannelException(
            404, $"(basic.cancel) the broker ended the consumer: the queue was deleted, or its node has gone", $"consuming from '{Consumer.Options.Queue}'"));
        _ = CloseChannelAsync();
        return Task.CompletedTask;
    }

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => Task.CompletedTask;

    /// <summary>Cancel, finish what runs, acknowledge, close.</summary>
    public async Task StopAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        _isStopping = true;
        if (_isOver || Session.Ended.IsCancellationRequested || !_channel.IsOpen)
        {
            _isOver = true;
            await _end.CancelAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Session.Ended);
            await _channel.BasicCancelAsync(_tag, noWait: false, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or RabbitMQClientException or TimeoutException)
        {
            // It ends all the same, with its channel.
        }

        if (Volatile.Read(ref _running) > 0)
        {
            await _idle.Task.WaitAsync(patience, _all.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await FlushAsync().ConfigureAwait(false);
        _isOver = true;
        await _end.CancelAsync().ConfigureAwait(false);
        await CloseChannelAsync().WaitAsync(s_closePatience, _all.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static readonly TimeSpan s_closePatience = TimeSpan.FromSeconds(5);

    private async ValueTask<bool> TryEnterAsync(SemaphoreSlim gate)
    {
        try
        {
            await gate.WaitAsync(_end.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task RunAsync(Delivery delivery)
    {
        AckMode acks = Consumer.Options.Acks;
        try
        {
            await Consumer.Handler(delivery, _end.Token).ConfigureAwait(false);
            if (acks == AckMode.AfterHandler)
            {
                await delivery.SettleOnceAsync(Settlement.Ack).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // It was told to give up: the message is the broker's again.
            if (acks == AckMode.AfterHandler && !_isOver)
            {
                await delivery.SettleOnceAsync(Settlement.Requeue).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            Interlocked.Increment(ref _all.Counters.Failed);
            AmqpWorkLog.HandlerFailed(_all.Logger, Consumer.Options.Queue, Consumer.Options.OnFailure, exception);
            if (acks == AckMode.AfterHandler)
            {
                await delivery.SettleOnceAsync(Verdict(Consumer.Options.OnFailure, delivery.IsRedelivered)).ConfigureAwait(false);
            }
        }
    }

    private static Settlement Verdict(FailurePolicy policy, bool isRedelivered) => policy switch
    {
        FailurePolicy.Acknowledge => Settlement.Ack,
        FailurePolicy.Reject => Settlement.Reject,
        FailurePolicy.RequeueOnce when isRedelivered => Settlement.Reject,
        _ => Settlement.Requeue,
    };

    /// <summary>The channel ended. With its connection, the next session brings the next seat; alone, the broker had something against it.</summary>
    private Task ShutDownAsync(object sender, ShutdownEventArgs reason)
    {
        bool isFirst = !_isOver;
        _isOver = true;
        if (isFirst && !_isStopping && reason.Initiator == ShutdownInitiator.Peer && Session.Connection.IsOpen && !Session.Ended.IsCancellationRequested)
        {
            _all.SeatLost(this, new AmqpChannelException(reason.ReplyCode, reason.ReplyText, $"consuming from '{Consumer.Options.Queue}'"));
        }

        return Task.CompletedTask;
    }

    private async Task CloseChannelAsync()
    {
        try
        {
            if (!Session.Ended.IsCancellationRequested)
            {
                await _channel.CloseAsync().ConfigureAwait(false);
                await _channel.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            AmqpWorkLog.ChannelCloseFailed(_all.Logger, exception.Message);
        }
    }
}
