using Microsoft.Extensions.Logging;
using Millrace.Shards;

namespace Millrace.Tracker.Host.Listening;

/// <summary>What went wrong while a port was served. Written by one thread; counters are read from anywhere.</summary>
/// <param name="shard">Whose port it is.</param>
/// <param name="log">Where faults of the tracker itself are told, once a minute at most: a stranger may be able to cause them at will.</param>
internal sealed class PortFaults(int shard, ILogger log)
{
    private const int SecondsBetween = 60;

    private long? _told;
    private long _faults;
    private long _failures;
    private long _unsent;
    private volatile string? _lastFailure;

    /// <summary>Exceptions that should not exist.</summary>
    public long Faults => Volatile.Read(ref _faults);

    /// <summary>How often receiving or sending failed as a whole.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>What the last such failure was.</summary>
    public string? LastFailure => _lastFailure;

    /// <summary>Answers that were given up: the kernel had no room for them in time, or the port failed.</summary>
    public long Unsent => Volatile.Read(ref _unsent);

    public void CountUnsent(int answers) => Volatile.Write(ref _unsent, _unsent + answers);

    public void AddFailure(LinkException failure)
    {
        _lastFailure = failure.Message;
        Volatile.Write(ref _failures, _failures + 1);
    }

    public void AddFault(Exception fault)
    {
        Volatile.Write(ref _faults, _faults + 1);
        long now = Shard.Now;
        if (_told is not { } told || now - told >= SecondsBetween * Shard.TicksPerSecond)
        {
            _told = now;
            TrackerLog.ServingFault(log, shard, _faults, fault);
        }
    }
}
