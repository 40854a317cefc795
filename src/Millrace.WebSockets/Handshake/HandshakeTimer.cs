using Millrace.Shards;
using Millrace.WebSockets.Connection;

namespace Millrace.WebSockets.Handshake;

/// <summary>The time limit of one handshake, on the shard's sweep instead of a timer of its own.</summary>
internal sealed class HandshakeTimer : ISwept, IDisposable
{
    private readonly CancellationTokenSource _expired = new();
    private readonly SweepEntry _entry;
    private long _dueTicks;

    public HandshakeTimer(Shard shard, TimeSpan timeout)
    {
        _entry = new SweepEntry(this);
        Restart(timeout);
        ShardSweeps.Of(shard).Soon.Add(_entry);
    }

    /// <summary>True once the time has passed.</summary>
    public bool HasExpired => _expired.IsCancellationRequested;

    /// <summary>Cancelled, on the shard's thread, when the time has passed.</summary>
    public CancellationToken Token => _expired.Token;

    /// <summary>Gives this long from now, unless time is up already.</summary>
    public void Restart(TimeSpan timeout) => _dueTicks = Shard.Now + (long)(timeout.TotalSeconds * Shard.TicksPerSecond);

    public void Sweep(long now)
    {
        if (now >= _dueTicks)
        {
            _entry.Leave();
            _expired.Cancel();
        }
    }

    public void Dispose()
    {
        _entry.Leave();
        _expired.Dispose();
    }
}
