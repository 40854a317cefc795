namespace Millrace.Tracker.Host.Answering;

/// <summary>The tracker's clocks. From any thread.</summary>
internal sealed class TrackerClock(TimeProvider time)
{
    /// <summary>Where the monotonic clock starts: peers of a snapshot were seen before the start, by up to so many seconds, and have a time above 0 too.</summary>
    public const uint FirstSecond = 30 * 24 * 3600;

    private readonly long _start = time.GetTimestamp();

    public long TicksPerSecond => time.TimestampFrequency;

    /// <summary>Time since the clock was made.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(_start);

    public Moment Now
    {
        get
        {
            long ticks = time.GetTimestamp() - _start;
            return new(time.GetUtcNow().ToUnixTimeSeconds(), FirstSecond + (uint)(ticks / TicksPerSecond), ticks + 1);
        }
    }
}
