using Millrace.Amqp.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Amqp.Consuming;

/// <summary>The half that ends: by a stop, with its connection, or because the broker wants so.</summary>
internal sealed partial class ConsumerSeat
{
    private const int Opening = 0;
    private const int Seated = 1;
    private const int Lost = 2;
    private static readonly TimeSpan s_closePatience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenRegistration _sessionEnd;
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AmqpChannelException? _lostBecause;
    private int _stage = Opening;
    private int _isClosing;
    private volatile bool _isStopping;
    private volatile bool _isOver;
    private volatile bool _isToClose;

    public Task HandleBasicCancelAsync(string consumerTag, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _all.Counters.Cancellations);
        Leave();
        Lose(new AmqpChannelException(
            404, $"(basic.cancel) the broker ended the consumer: the queue was deleted, or its node has gone", $"consuming from '{Consumer.Options.Queue}'"));
        return Task.CompletedTask;
    }

    /// <summary>Cancel, finish what runs, acknowledge, close.</summary>
    public async Task StopAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        _isStopping = true;
        if (_isOver || Session.Ended.IsCancellationRequested || !_channel.IsOpen)
        {
            _isOver = true;
            EndSoon();
            return;
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Session.Ended);
            await _channel.BasicCancelAsync(_tag, noWait: false, either.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It ends all the same, with its channel.
        }

        if (Volatile.Read(ref _running) > 0)
        {
            await _idle.Task.WaitAsync(patience, _all.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await FlushAsync().ConfigureAwait(false);
        Leave();
        await _closed.Task.WaitAsync(s_closePatience, _all.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>
    /// Over: handlers that run are told by their token, and the channel is closed when the last of them has ended. Not before: the library waits for them on the thread that reads the
    /// connection, and all other consumers would stand still with it.
    /// </summary>
    private void Leave()
    {
        _isOver = true;
        EndSoon();
        _isToClose = true;
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _running) == 0)
        {
            Rest();
        }
    }

    private void Rest()
    {
        if (_isStopping)
        {
            _idle.TrySetResult();
        }

        if (_isToClose && Interlocked.Exchange(ref _isClosing, 1) == 0)
        {
            _ = CloseChannelAsync();
        }
    }

    /// <summary>Cancels the handlers' token on a thread of the pool: what they have registered is the program's, and may take its time.</summary>
    private void EndSoon() => ThreadPool.UnsafeQueueUserWorkItem(static seat => seat.End(), this, preferLocal: false);

    private void End()
    {
        _sessionEnd.Unregister();
        try
        {
            _end.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of the program threw; all of them were called.
        }
    }

    /// <summary>The broker ended it while its connection lives. Before it sits, the opening tells that, so that it is told once.</summary>
    private void Lose(AmqpChannelException reason)
    {
        _lostBecause = reason;
        if (Interlocked.CompareExchange(ref _stage, Lost, Opening) == Seated)
        {
            _all.SeatLost(this, reason);
        }
    }

    /// <summary>The channel ended. With its connection, the next session brings the next seat; alone, the broker had something against it.</summary>
    private Task ShutDownAsync(object sender, ShutdownEventArgs reason)
    {
        bool isFirst = !_isOver;
        _isOver = true;
        EndSoon();
        if (isFirst && !_isStopping && reason.Initiator == ShutdownInitiator.Peer && Session.Connection.IsOpen && !Session.Ended.IsCancellationRequested)
        {
            Lose(new AmqpChannelException(reason.ReplyCode, reason.ReplyText, $"consuming from '{Consumer.Options.Queue}'"));
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
        finally
        {
            _closed.TrySetResult();
        }
    }
}
