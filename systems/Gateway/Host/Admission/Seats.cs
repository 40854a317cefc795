namespace Millrace.Gateway.Host.Admission;

/// <summary>The places for connections of the whole server, and the word when the last client has left. Thread-safe.</summary>
/// <remarks>
/// A connection takes a seat when it is accepted, so that slow handshakes count against the limit. One that finds none takes a
/// place at the counter of refusals for as long as its 503 takes; there are few of those, so a flood costs bounded memory.
/// </remarks>
internal sealed class Seats(int limit)
{
    /// <summary>Refusals under way at most.</summary>
    public const int MaxRefusals = 256;

    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;
    private int _refusing;
    private int _clients;
    private volatile bool _draining;

    public int Limit => limit;

    /// <summary>Connections now, handshakes included.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>Refusals under way now.</summary>
    public int Refusing => Volatile.Read(ref _refusing);

    public bool IsFull => Taken >= limit;

    public bool IsDraining => _draining;

    /// <summary>Takes a seat; give it back by <see cref="Leave"/>.</summary>
    public bool TryTake() => TryTake(ref _taken, limit);

    public void Leave() => Interlocked.Decrement(ref _taken);

    /// <summary>Takes a place for a refusal; give it back by <see cref="EndRefusal"/>.</summary>
    public bool TryRefuse() => TryTake(ref _refusing, MaxRefusals);

    public void EndRefusal() => Interlocked.Decrement(ref _refusing);

    /// <summary>Makes a seated connection a client, for whom a drain waits; false where the drain has begun.</summary>
    public bool TryAdmit()
    {
        Interlocked.Increment(ref _clients);
        if (!_draining)
        {
            return true;
        }

        LeaveClient();
        return false;
    }

    /// <summary>A client has gone.</summary>
    public void LeaveClient()
    {
        if (Interlocked.Decrement(ref _clients) == 0 && _draining)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>From now on nobody is admitted; the task completes when every client has left.</summary>
    public Task Drain()
    {
        _draining = true;
        if (Interlocked.CompareExchange(ref _clients, 0, 0) == 0)
        {
            _empty.TrySetResult();
        }

        return _empty.Task;
    }

    private static bool TryTake(ref int places, int limit)
    {
        if (Interlocked.Increment(ref places) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref places);
        return false;
    }
}
