using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Millrace.Amqp.Channels;
using Millrace.Amqp.Links;
using Millrace.Amqp.Metrics;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Consuming;

/// <summary>All consumers of a client, on the link for consuming.</summary>
internal sealed class AmqpConsumers : IAmqpConsumers, ISessionGuest, IAsyncDisposable
{
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromMinutes(1);
    private readonly ConsumingOptions _options;
    private readonly IAmqpLink _link;
    private readonly Lock _lock = new();
    private readonly HashSet<AmqpConsumer> _consumers = [];
    private readonly SemaphoreSlim _openings;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Adds itself to the link: consumers come after whatever was added before, such as topology.</summary>
    public AmqpConsumers(ConsumingOptions options, IAmqpLink link, TimeProvider time, ILogger logger)
    {
        _options = options;
        _link = link;
        Time = time;
        Logger = logger;
        Gate = options.MaxConcurrentHandlers > 0 ? new SemaphoreSlim(options.MaxConcurrentHandlers, options.MaxConcurrentHandlers) : null;
        _openings = new SemaphoreSlim(options.ParallelOpenings, options.ParallelOpenings);
        link.Add(this);
        WorkMetrics.Consumers.Begin(this, () => Totals);
    }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    /// <summary>The limit of handlers over all consumers; null for none.</summary>
    public SemaphoreSlim? Gate { get; }

    /// <summary>What the broker calls a queue, where that is not its name in the options.</summary>
    public Func<string, string> QueueName { get; init; } = static name => name;

    public ConsumingCounters Counters { get; } = new();

    public ConsumingTotals Totals
    {
        get
        {
            AmqpConsumer[] consumers = Snapshot();
            ConsumingCounters c = Counters;
            return new ConsumingTotals(consumers.Length, consumers.Count(consumer => consumer.State == ConsumerState.Consuming), Interlocked.Read(ref c.Delivered), Interlocked.Read(ref c.Acked),
                Interlocked.Read(ref c.Requeued), Interlocked.Read(ref c.Rejected), Interlocked.Read(ref c.Failed), Interlocked.Read(ref c.Redelivered), Interlocked.Read(ref c.StaleAcks),
                Interlocked.Read(ref c.DoubleAcks), Interlocked.Read(ref c.Cancellations), Interlocked.Read(ref c.Resubscribed), Volatile.Read(ref c.Running));
        }
    }

    public async Task<AmqpConsumer> StartAsync(ConsumerOptions options, Func<Delivery, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        var consumer = new AmqpConsumer(this, options, handler);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            _consumers.Add(consumer);
        }

        try
        {
            while (true)
            {
                AmqpSession session = await _link.GetAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    await OpenAsync(consumer, session, cancellationToken).ConfigureAwait(false);
                    return consumer;
                }
                catch (AmqpConnectionLostException)
                {
                    // Nothing was lost with it: the next session does as well.
                }
            }
        }
        catch
        {
            await StopAsync(consumer, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    public async Task<IReadOnlyList<AmqpConsumer>> StartAsync(
        IReadOnlyList<ConsumerOptions> options, Func<Delivery, CancellationToken, ValueTask> handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Task<AmqpConsumer>[] starts = [.. options.Select(one => StartAsync(one, handler, cancellationToken))];
        await ((Task)Task.WhenAll(starts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (starts.FirstOrDefault(start => !start.IsCompletedSuccessfully) is { } failed)
        {
            await Task.WhenAll(starts.Where(start => start.IsCompletedSuccessfully).Select(start => StopAsync(start.Result, CancellationToken.None))).ConfigureAwait(false);
            await failed.ConfigureAwait(false);
        }

        return [.. starts.Select(start => start.Result)];
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(Snapshot().Select(consumer => StopAsync(consumer, cancellationToken))).ConfigureAwait(false);
        WorkMetrics.Consumers.End(this);
    }

    public async Task StopAsync(AmqpConsumer consumer, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_consumers.Remove(consumer))
            {
                return;
            }
        }

        consumer.Become(ConsumerState.Stopped);
        await consumer.Opening.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (consumer.Seat is { } seat)
            {
                consumer.Seat = null;
                await seat.StopAsync(_options.StopTimeout, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            consumer.Opening.Release();
        }
    }

    public async Task SettleAsync(AmqpSession session, CancellationToken cancellationToken) =>
        await Task.WhenAll(Snapshot().Select(consumer => ReopenAsync(consumer, session, cancellationToken))).ConfigureAwait(false);

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>The broker ended a consumer whose connection lives on.</summary>
    public void SeatLost(ConsumerSeat seat, AmqpChannelException reason) => Failed(seat.Consumer, reason);

    private void Failed(AmqpConsumer consumer, AmqpException reason)
    {
        if (consumer.IsStopped)
        {
            return;
        }

        AmqpWorkLog.ConsumerFailed(Logger, consumer.Options.Queue, reason.Message);
        consumer.Failures++;
        consumer.Become(ConsumerState.Failed, reason);
        if (consumer.Options.RetryDelay > TimeSpan.Zero)
        {
            _ = RetryAsync(consumer);
        }
    }

    private async Task RetryAsync(AmqpConsumer consumer)
    {
        try
        {
            TimeSpan delay = consumer.Options.RetryDelay * Math.Pow(2, Math.Min(consumer.Failures - 1, 16));
            await Task.Delay(delay < s_longestRetry ? delay : s_longestRetry, Time, _stop.Token).ConfigureAwait(false);

            // Without a session there is nothing to do: the next one brings its consumers back by itself.
            if (_link.Current is { } session && !consumer.IsStopped)
            {
                await ReopenAsync(consumer, session, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or AmqpException)
        {
            AmqpWorkLog.RetryFailed(Logger, consumer.Options.Queue, exception.Message);
        }
    }

    /// <summary>Puts a consumer that once stood on a session; a refusal is the consumer's own, a lost session the caller's.</summary>
    private async Task ReopenAsync(AmqpConsumer consumer, AmqpSession session, CancellationToken cancellationToken)
    {
        try
        {
            if (await OpenAsync(consumer, session, cancellationToken).ConfigureAwait(false))
            {
                Interlocked.Increment(ref Counters.Resubscribed);
            }
        }
        catch (AmqpException exception) when (exception is not AmqpConnectionLostException)
        {
            Failed(consumer, exception);
        }
    }

    /// <summary>True where it was put there now, false where it sat there already or is stopped.</summary>
    private async Task<bool> OpenAsync(AmqpConsumer consumer, AmqpSession session, CancellationToken cancellationToken)
    {
        await consumer.Opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (consumer.IsStopped || (consumer.Seat is { IsAlive: true } seat && ReferenceEquals(seat.Session, session)))
            {
                return false;
            }

            await _openings.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                consumer.Become(ConsumerState.Opening);
                consumer.Seat = await ConsumerSeat.OpenAsync(this, consumer, session, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _openings.Release();
            }

            consumer.Failures = 0;
            consumer.Become(ConsumerState.Consuming);
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            ExceptionDispatchInfo.Throw(Explain(exception, session, $"consuming from '{consumer.Options.Queue}'"));
            throw;
        }
        finally
        {
            consumer.Opening.Release();
        }
    }

    private static Exception Explain(Exception exception, AmqpSession session, string operation)
    {
        if (session.Cause is { } cause)
        {
            return cause is AmqpClosedException ? cause : new AmqpConnectionLostException($"{operation}: the connection was lost", exception);
        }

        return exception switch
        {
            OperationInterruptedException { ShutdownReason: { } reason } when session.Connection.IsOpen => new AmqpChannelException(reason.ReplyCode, reason.ReplyText, operation, exception),
            ChannelAllocationException => new AmqpUnavailableException(
                $"{operation}: the broker allows no more than {session.Connection.ChannelMax} channels on this connection, and all are in use; start fewer consumers or raise channel_max at the broker", exception),
            AmqpException or ArgumentException => exception,
            _ => new AmqpConnectionLostException($"{operation}: {exception.Message}", exception),
        };
    }

    private AmqpConsumer[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _consumers];
        }
    }
}
