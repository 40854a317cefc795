using System.Net.Sockets;
using Millrace.Gateway.Client.Handling;
using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Client.Connections;

/// <summary>
/// Reads a connection to its end and hands its lines on. What handlers answer while the lines of one read are handed on leaves in one write afterwards.
/// While handlers are too many, events wait and all else is read on: handlers may wait for it, and the gateway for our heartbeats. Only when
/// <paramref name="maxWaitingBytes"/> of events wait is nothing read.
/// </summary>
internal sealed class ReadingLoop(Stream stream, LineIntake intake, EventDispatcher dispatcher, Outbox outbox, int maxLineBytes, long maxWaitingBytes, TimeProvider time) : IDisposable
{
    // Held while lines are handed on: a drain begins between two batches.
    private readonly SemaphoreSlim _batch = new(1);
    private readonly ParkedLines _parked = new();

    // Done once events need wait no more: the backend stops, or the connection is made to end.
    private readonly TaskCompletionSource _noMoreEvents = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastRead = time.GetTimestamp();
    private int _thread;
    private volatile bool _isDraining;
    private volatile bool _isPaused;
    private volatile string? _endReason;

    /// <summary>True within a handler that the loop runs itself: what it sends leaves at the end of the batch.</summary>
    public bool IsHere => Environment.CurrentManagedThreadId == Volatile.Read(ref _thread);

    /// <summary>How long nothing has come; zero while nothing is read.</summary>
    public TimeSpan Silence => _isPaused ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref _lastRead));

    /// <summary>What the socket said at the end; null where it ended properly.</summary>
    public Exception? Failure { get; private set; }

    private bool IsFull => !_parked.IsEmpty && _parked.Bytes + dispatcher.QueuedBytes >= maxWaitingBytes;

    /// <summary>Why it ends, where somebody else makes it; the first reason stays.</summary>
    public void End(string reason, Exception? failure)
    {
        if (_endReason is null)
        {
            Failure = failure;
            _endReason = reason;
        }

        _noMoreEvents.TrySetResult();
    }

    /// <summary>From now on events are passed over and questions refused; all else is read.</summary>
    public void Drain()
    {
        _isDraining = true;
        _noMoreEvents.TrySetResult();
    }

    /// <summary>Returns once no batch is being handed on that began before the drain.</summary>
    public async Task WaitForBatchAsync()
    {
        await _batch.WaitAsync().ConfigureAwait(false);
        _batch.Release();
    }

    /// <summary>Reads to the end; returns why it came.</summary>
    public async Task<string> RunAsync()
    {
        using var framer = new LineFramer(maxLineBytes);
        try
        {
            while (!framer.IsTooLong && intake.BadLines < Watching.MostBadLines)
            {
                int read = await ReadAsync(framer).ConfigureAwait(false);
                if (read == 0)
                {
                    await FinishAsync().ConfigureAwait(false);
                    return _endReason ?? Farewell() ?? "The gateway closed the connection.";
                }

                framer.Advance(read);
                Volatile.Write(ref _lastRead, time.GetTimestamp());
                while (!await HandOnAsync(framer).ConfigureAwait(false))
                {
                    _isPaused = true;
                    await WaitAsync().ConfigureAwait(false);
                    Volatile.Write(ref _lastRead, time.GetTimestamp());
                    _isPaused = false;
                    if (_endReason is { } reason)
                    {
                        return reason;
                    }
                }
            }

            return framer.IsTooLong
                ? $"The gateway sent a line of more than {maxLineBytes} bytes (MaxLineBytes)."
                : $"The gateway sent {intake.BadLines} lines that cannot be read; is that a gateway's backend port?";
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException)
        {
            // Expected: it is how connections end that are lost, and those that we end.
            Failure ??= _endReason is null ? exception : null;
            await FinishAsync().ConfigureAwait(false);
            return _endReason ?? Farewell() ?? "The connection broke.";
        }
        catch (Exception exception)
        {
            // Unexpected: a fault of ours. It must not end a program that serves others too.
            Failure = exception;
            return "Its lines could not be handled.";
        }
    }

    public void Dispose() => _batch.Dispose();

    private string? Farewell() => intake.Goodbye is { } reason ? $"The gateway ended the connection: {reason.TrimEnd('.')}." : null;

    // Hands on what is parked as soon as there is room, also while nothing comes.
    private async ValueTask<int> ReadAsync(LineFramer framer)
    {
        ValueTask<int> reading = stream.ReadAsync(framer.GetMemory());
        if (_parked.IsEmpty)
        {
            return await reading.ConfigureAwait(false);
        }

        Task<int> read = reading.AsTask();
        while (!_parked.IsEmpty && _endReason is null && await Task.WhenAny(read, WaitAsync()).ConfigureAwait(false) != read)
        {
            await HandOnAsync(null).ConfigureAwait(false);
        }

        return await read.ConfigureAwait(false);
    }

    // The other side is gone. Events that nobody will deliver again are handled all the same.
    private async ValueTask FinishAsync()
    {
        while (!_parked.IsEmpty && _endReason is null && !intake.IsNumbered)
        {
            await WaitAsync().ConfigureAwait(false);
            await HandOnAsync(null).ConfigureAwait(false);
        }
    }

    private Task<Task> WaitAsync() => Task.WhenAny(dispatcher.WaitForRoomAsync(), _noMoreEvents.Task);

    // False where too much waits to go on, and lines are left. Without a framer only what is parked is handed on.
    private async ValueTask<bool> HandOnAsync(LineFramer? framer)
    {
        await _batch.WaitAsync().ConfigureAwait(false);
        Volatile.Write(ref _thread, Environment.CurrentManagedThreadId);
        try
        {
            while (true)
            {
                while (!_parked.IsEmpty && (_isDraining || !dispatcher.IsFull))
                {
                    Take(_parked.Take(), mayPark: false);
                }

                if (IsFull)
                {
                    return false;
                }

                if (framer is null || !framer.TryRead(out ReadOnlySpan<byte> line))
                {
                    return true;
                }

                Take(line, mayPark: true);
            }
        }
        finally
        {
            intake.ForgetEndedClients();
            Volatile.Write(ref _thread, 0);
            _batch.Release();
            outbox.Flush();
        }
    }

    private void Take(ReadOnlySpan<byte> line, bool mayPark)
    {
        if (!intake.TryRead(line))
        {
            return;
        }

        if (intake.IsEvent && !_isDraining && mayPark && (!_parked.IsEmpty || dispatcher.IsFull))
        {
            _parked.Add(line);
        }
        else if ((intake.IsEvent && _isDraining ? intake.Skip() : intake.Take()) is { } answer)
        {
            outbox.Offer(answer);
        }
    }
}
