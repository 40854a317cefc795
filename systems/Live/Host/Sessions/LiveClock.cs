namespace Millrace.Live.Host.Sessions;

/// <summary>Milliseconds since a little before the start: never 0, never backwards.</summary>
/// <param name="time">The monotonic clock.</param>
internal sealed class LiveClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public long NowMs => 1000 + (long)time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>How long ago a moment was.</summary>
    public TimeSpan Since(long thenMs) => TimeSpan.FromMilliseconds(NowMs - thenMs);
}
