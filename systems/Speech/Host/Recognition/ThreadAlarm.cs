namespace Millrace.Speech.Host.Recognition;

/// <summary>
/// An alarm with a thread of its own, which sleeps to the next whole millisecond after the due time: the pool's timers are some ten times coarser, and everything that is due
/// within a millisecond is taken in one turn.
/// </summary>
internal sealed class ThreadAlarm : IAlarm
{
    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly Func<long> _ring;
    private readonly double _ticksPerMs;
    private readonly Thread _thread;
    private long _due = IAlarm.Never;
    private bool _ended;

    public ThreadAlarm(TimeProvider time, string name, Func<long> ring)
    {
        _time = time;
        _ring = ring;
        _ticksPerMs = time.TimestampFrequency / 1000.0;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public void Arm(long due)
    {
        lock (_gate)
        {
            _due = due;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends the thread, without a wait for it: the caller may be the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (WaitUntilDue())
        {
            long next = _ring();
            if (next != IAlarm.Never)
            {
                // Not cleared where it is never: somebody may have set the alarm since.
                lock (_gate)
                {
                    _due = next;
                }
            }
        }
    }

    private bool WaitUntilDue()
    {
        lock (_gate)
        {
            while (!_ended)
            {
                if (_due == IAlarm.Never)
                {
                    Monitor.Wait(_gate);
                    continue;
                }

                double left = (_due - _time.GetTimestamp()) / _ticksPerMs;
                if (left <= 0)
                {
                    _due = IAlarm.Never;
                    return true;
                }

                Monitor.Wait(_gate, (int)Math.Min(Math.Ceiling(left), 60_000));
            }

            return false;
        }
    }
}
