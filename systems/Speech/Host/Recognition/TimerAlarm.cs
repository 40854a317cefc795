namespace Millrace.Speech.Host.Recognition;

/// <summary>An alarm on the timer of a <see cref="TimeProvider"/>, for clocks that are not the system's.</summary>
internal sealed class TimerAlarm : IAlarm
{
    private readonly TimeProvider _time;
    private readonly Func<long> _ring;
    private readonly ITimer _timer;

    public TimerAlarm(TimeProvider time, Func<long> ring)
    {
        _time = time;
        _ring = ring;
        _timer = time.CreateTimer(static state => ((TimerAlarm)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Arm(long due)
    {
        long left = Math.Max(due - _time.GetTimestamp(), 0);
        _timer.Change(TimeSpan.FromSeconds(left / (double)_time.TimestampFrequency), Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        long next = _ring();
        if (next != IAlarm.Never)
        {
            Arm(next);
        }
    }
}
