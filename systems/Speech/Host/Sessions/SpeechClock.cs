namespace Millrace.Speech.Host.Sessions;

/// <summary>Moments and the times between them: timestamps for chunks, milliseconds for what lasts longer.</summary>
/// <param name="time">The monotonic clock.</param>
internal sealed class SpeechClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>A timestamp of the provider.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>How long the server has been there.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(_start);

    /// <summary>The time from one timestamp to another.</summary>
    public TimeSpan Between(long from, long to) => time.GetElapsedTime(from, to);

    /// <summary>Microseconds from one timestamp to another; not less than 0.</summary>
    public long MicrosecondsBetween(long from, long to) => Math.Max(0, (long)((to - from) * 1e6 / time.TimestampFrequency));

    /// <summary>What the clock on the wall showed at a timestamp, its later changes aside.</summary>
    public DateTimeOffset At(long timestamp) => _startedAt + time.GetElapsedTime(_start, timestamp);
}
