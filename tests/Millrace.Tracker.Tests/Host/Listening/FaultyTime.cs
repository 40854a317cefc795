namespace Millrace.Tracker.Tests.Host.Listening;

/// <summary>A clock that fails as often as it is told to, and stands still else.</summary>
internal sealed class FaultyTime : TimeProvider
{
    private int _faults;

    /// <summary>How many readings are to fail from now on.</summary>
    public int Faults
    {
        get => Volatile.Read(ref _faults);
        set => Volatile.Write(ref _faults, value);
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => 0;

    public override DateTimeOffset GetUtcNow()
    {
        if (Faults > 0)
        {
            Interlocked.Decrement(ref _faults);
            throw new InvalidOperationException("no time");
        }

        return DateTimeOffset.UnixEpoch;
    }
}
