using Millrace.Amqp.Channels;
using Millrace.Amqp.Links;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Amqp.Consuming;

/// <summary>One consumer on one channel of one session: deliveries come in here and their settlements go out, and neither outlives it.</summary>
#pragma warning disable CA1001 // neither source nor semaphore has a timer or a handle, and handlers may look at the token for as long as they like
internal sealed partial class ConsumerSeat : IAsyncBasicConsumer
#pragma warning restore CA1001
{
    private readonly AmqpConsumers _all;
    private readonly IChannel _channel;
    private string _tag = "";
    private int _running;

    private ConsumerSeat(AmqpConsumers all, AmqpConsumer consumer, AmqpSession session, IChannel channel)
    {
        _all = all;
        _channel = channel;
        Consumer = consumer;
        Session = session;
        _batch = Math.Min(consumer.Options.AckBatch, Math.Max(1, consumer.Options.Prefetch / 2));
        _channel.ChannelShutdownAsync += ShutDownAsync;

        // Not linked to it: handlers have callbacks on this token, and none of them may run on the thread that tells the client of its loss.
        _sessionEnd = session.Ended.UnsafeRegister(static seat => ((ConsumerSeat)seat!).EndSoon(), this);
    }

    public AmqpConsumer Consumer { get; }

    public AmqpSession Session { get; }

    IChannel IAsyncBasicConsumer.Channel => _channel;

    /// <summary>True while deliveries can come and settlements can go.</summary>
    public bool IsAlive => !IsGone && _channel.IsOpen;

    /// <summary>What is delivered now goes back to the queue: by itself, since nobody will settle it.</summary>
    private bool IsGone => _isStopping || _isOver || Session.Ended.IsCancellationRequested;

    /// <summary>
    /// Puts a consumer on a session. Where <paramref name="cancellationToken"/> ends the wait, the opening goes on and closes what it has opened: the library forgets a channel whose
    /// opening is cancelled, the broker does not, and each would cost a number for as long as the connection lives.
    /// </summary>
    public static async Task<ConsumerSeat> OpenAsync(AmqpConsumers all, AmqpConsumer consumer, AmqpSession session, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<ConsumerSeat> opening = OpenAsync(all, consumer, session);
        try
        {
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = AbandonAsync(opening);
            throw;
        }
    }

    private static async Task AbandonAsync(Task<ConsumerSeat> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            ConsumerSeat seat = await opening.ConfigureAwait(false);
            seat.Leave();
        }
    }

    private static async Task<ConsumerSeat> OpenAsync(AmqpConsumers all, AmqpConsumer consumer, AmqpSession session)
    {
        ConsumerOptions options = consumer.Options;
        IChannel channel = await session.Connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false, null, (ushort)options.Concurrency), session.Ended).ConfigureAwait(false);
        var seat = new ConsumerSeat(all, consumer, session, channel);
        try
        {
            if (options.Acks != AckMode.None)
            {
                await channel.BasicQosAsync(0, (ushort)options.Prefetch, global: false, session.Ended).ConfigureAwait(false);
            }

            seat._tag = await channel.BasicConsumeAsync(
                all.QueueName(options.Queue), options.Acks == AckMode.None, options.Tag, noLocal: false, options.IsExclusive, options.Arguments?.ToDictionary(), seat, session.Ended).ConfigureAwait(false);
            return Interlocked.CompareExchange(ref seat._stage, Seated, Opening) == Opening ? seat : throw seat._lostBecause!;
        }
        catch
        {
            // Whoever opens it is told by this exception, and by nothing else.
            Interlocked.CompareExchange(ref seat._stage, Lost, Opening);
            seat.Leave();
            throw;
        }
    }

    public async Task HandleBasicDeliverAsync(
        string consumerTag, ulong deliveryTag, bool redelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        // What has not begun when the consumer stops goes back to the queue with the channel, and what a lost connection has left here comes again.
        if (IsGone)
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
            // Again: it may have waited, and whoever stops sets the flag before it looks at the number of running ones.
            if (!IsGone)
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
            if (Interlocked.Decrement(ref _running) == 0)
            {
                Rest();
            }
        }
    }

    public Task HandleBasicCancelOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleBasicConsumeOkAsync(string consumerTag, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason) => Task.CompletedTask;

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
}
