using System.Net.Sockets;
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
            return new ConsumingTotals(consumers.Count(consumer => !consumer.IsStopped), consumers.Count(consumer => consumer.State == ConsumerState.Consuming), Interlocked.Read(ref c.Delivered), Interlocked.Read(ref c.Acked),
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
            if (_stop.IsCancellationRequested)
            {
                throw new AmqpClosedException();
            }

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

    /// <summary>Stops one; whoever comes second waits for the first.</summary>
    public Task StopAsync(AmqpConsumer consumer, CancellationToken cancellationToken)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (consumer.Stopping is { } before)
            {
                return before.WaitAsync(cancellationToken);
            }

            consumer.Stopping = stopping.Task;
        }

        consumer.BecomeStopped();
        return StopOnceAsync(consumer, stopping, cancellationToken);
    }

    public async Task SettleAsync(AmqpSession session, CancellationToken cancellationToken) =>
        await Task.WhenAll(Snapshot().Where(consumer => !consumer.IsStopped).Select(consumer => ReopenAsync(consumer, session, cancellationToken))).ConfigureAwait(false);

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>The broker ended a consumer whose connection lives on.</summary>
    public void SeatLost(ConsumerSeat seat, AmqpChannelException reason) => Failed(seat.Consumer, reason, seat.Session);

    private async Task StopOnceAsync(AmqpConsumer consumer, TaskCompletionSource stopping, CancellationToken cancellationToken)
    {
        try
        {
            await consumer.Opening.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            ConsumerSeat? seat = consumer.Seat;
            consumer.Seat = null;

            // Let go of before the handlers are waited for: nobody opens a stopped consumer, and a new session must not wait for it.
            consumer.Opening.Release();
            if (seat is not null)
            {
                await seat.StopAsync(_options.StopTimeout, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_lock)
            {
                _consumers.Remove(consumer);
            }

            stopping.SetResult();
        }
    }

    private void Failed(AmqpConsumer consumer, AmqpException reason, AmqpSession session)
    {
        if (consumer.IsStopped)
        {
            return;
        }

        AmqpWorkLog.ConsumerFailed(Logger, consumer.Options.Queue, reason.Message);
        consumer.Failures++;
        consumer.Become(ConsumerState.Failed, reason);

        // One try waits at a time: a failure may be told from two sides, and each try that fails comes back here.
        if (consumer.Options.RetryDelay > TimeSpan.Zero && Interlocked.Exchange(ref consumer.RetryPending, 1) == 0)
        {
            _ = RetryAsync(consumer, session);
        }
    }

    private async Task RetryAsync(AmqpConsumer consumer, AmqpSession failedOn)
    {
        try
        {
            TimeSpan delay = consumer.Options.RetryDelay * Math.Pow(2, Math.Min(consumer.Failures - 1, 16));
            await Task.Delay(delay < s_longestRetry ? delay : s_longestRetry, Time, _stop.Token).ConfigureAwait(false);
            Volatile.Write(ref consumer.RetryPending, 0);

            // Without a session there is nothing to do: the next one brings its consumers back by itself. One that is still being settled is not the link's current one yet.
            AmqpSession session = _link.Current ?? failedOn;
            if (session.Cause is null && !consumer.IsStopped)
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
        catch (Exception exception) when (session.Cause is null && !_stop.IsCancellationRequested)
        {
            // Whatever it was, the connection lives, so that no other session comes and takes it up: it has to be tried again on this one.
            Failed(consumer, exception as AmqpException ?? new AmqpUnavailableException(exception is OperationCanceledException
                ? $"consuming from '{consumer.Options.Queue}': the broker has not answered within the time for putting things back (Links.SettleTimeout)"
                : $"consuming from '{consumer.Options.Queue}': {exception.Message}", exception), session);
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
            Exception explained = Explain(exception, session, $"consuming from '{consumer.Options.Queue}'");
            if (explained is AmqpConnectionLostException && session.Cause is null)
            {
                _link.Suspect(session, exception);
            }

            ExceptionDispatchInfo.Throw(explained);
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
            OperationInterruptedException or IOException or SocketException or ObjectDisposedException => new AmqpConnectionLostException($"{operation}: {exception.Message}", exception),
            OperationCanceledException or TimeoutException => new AmqpUnavailableException($"{operation}: the broker did not answer in time (Links.AnswerTimeout)", exception),
            WireFormattingException => new ArgumentException($"{operation}: AMQP cannot carry one of its arguments: {exception.Message}", exception),
            _ => exception,
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
