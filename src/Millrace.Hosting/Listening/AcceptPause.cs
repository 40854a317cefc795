namespace Millrace.Hosting.Listening;

/// <summary>
/// What an accept loop does when accepting fails: how long it pauses, and when it says so. Pure: takes ticks, returns decisions.
/// </summary>
/// <remarks>
/// Out of descriptors, accept fails at once for as long as connections wait, so a loop that only tries again takes a whole
/// processor and fills the log. Connections that end meanwhile free descriptors; a pause of 50 ms finds them soon enough.
/// </remarks>
public sealed class AcceptPause(long ticksPerSecond)
{
    private long? _lastLog;
    private long _unlogged;

    /// <summary>True from a failure to the next success.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>How long to pause after a failure, in ticks.</summary>
    public long PauseTicks => ticksPerSecond / 20;

    /// <summary>Notes a failure; the count of failures to log now, or 0 to keep quiet: once a second is enough.</summary>
    public long Fail(long now)
    {
        IsFailing = true;
        _unlogged++;
        if (_lastLog is { } last && now - last < ticksPerSecond)
        {
            return 0;
        }

        _lastLog = now;
        (long failures, _unlogged) = (_unlogged, 0);
        return failures;
    }

    /// <summary>Notes a success; true when it ended a time of failures.</summary>
    public bool Succeed()
    {
        bool recovered = IsFailing;
        IsFailing = false;
        return recovered;
    }
}
