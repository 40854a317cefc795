namespace Millrace.Tracker.Host.Answering;

/// <summary>Now, by the clocks that an answer needs; read once for a batch of requests.</summary>
/// <param name="UnixSeconds">The wall clock, in seconds since 1970, which trackers with one secret share.</param>
/// <param name="Seconds">A monotonic clock in seconds, for the ages of peers; never below <see cref="TrackerClock.FirstSecond"/>.</param>
/// <param name="Ticks">The same in ticks of <see cref="TrackerClock.TicksPerSecond"/>, above 0, for limits.</param>
internal readonly record struct Moment(long UnixSeconds, uint Seconds, long Ticks);
