using Millrace.Amqp.Channels;

namespace Millrace.Amqp.Publishing;

/// <summary>
/// A number of places, taken and given back, and a line of those who wait for one, in order; nobody passes them. Places are of any size: one is let in as long as any room is left at all,
/// so that something larger than everything is not locked out for ever.
/// </summary>
internal sealed class TurnGate(int capacity, CompletionLine completions)
{
    private readonly Lock _lock = new();
    private readonly WaitingLine<TurnWaiter> _line = new();
    private long _taken;
    private bool _isClosed;

    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _line.Count;
            }
        }
    }

    public long Taken => Interlocked.Read(ref _taken);

    public bool TryTake(int size)
    {
        lock (_lock)
        {
            if (_isClosed || _line.Count > 0 || _taken >= capacity)
            {
                return false;
            }

            _taken += size;
            return true;
        }
    }

    /// <summary>True once there is room; false when the gate was closed. Whoever has waited since then for too long is told by <see cref="Expire"/>.</summary>
    public async ValueTask<bool> TakeAsync(int size, long since, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TurnWaiter waiter;
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            if (_line.Count == 0 && _taken < capacity)
            {
                _taken += size;
                return true;
            }

            waiter = new TurnWaiter(size, since, cancellationToken);
            _line.Add(waiter);
        }

        await using CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister(
            static (state, _) =>
            {
                (TurnGate gate, TurnWaiter waiter) = ((TurnGate, TurnWaiter))state!;
                gate.GiveUp(waiter);
            },
            cancellationToken.CanBeCanceled ? (this, waiter) : null);
        return await waiter.Task.ConfigureAwait(false);
    }

    public void Give(int size)
    {
        bool hasAny = false;
        lock (_lock)
        {
            _taken -= size;
            while (_taken < capacity && _line.First is { } first)
            {
                _line.Remove(first);
                _taken += first.Size;
                first.Grant(true);
                completions.Add(first);
                hasAny = true;
            }
        }

        if (hasAny)
        {
            completions.Run();
        }
    }

    /// <summary>Nobody is let in any more; those who wait go on without a place.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            while (_line.First is { } first)
            {
                _line.Remove(first);
                first.Grant(false);
                completions.Add(first);
            }
        }

        completions.Run();
    }

    /// <summary>Those who have waited for so long get this exception instead of a place.</summary>
    public void Expire(TimeProvider time, TimeSpan patience, Func<Exception> failure)
    {
        bool hasAny = false;
        lock (_lock)
        {
            while (_line.First is { } first && time.GetElapsedTime(first.Since) >= patience)
            {
                _line.Remove(first);
                first.Fail(failure());
                completions.Add(first);
                hasAny = true;
            }
        }

        if (hasAny)
        {
            completions.Run();
        }
    }

    private void GiveUp(TurnWaiter waiter)
    {
        lock (_lock)
        {
            if (!_line.Remove(waiter))
            {
                return;
            }
        }

        waiter.Fail(new OperationCanceledException(waiter.Token));
        completions.Add(waiter);
        completions.Run();
    }
}
