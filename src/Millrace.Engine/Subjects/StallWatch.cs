using Millrace.Shards;

namespace Millrace.Engine.Subjects;

/// <summary>
/// Looks at every task 20 times a second, on a thread of its own, so that a thread pool without a free thread is seen too: who has waited for longer than a fault's
/// threshold has noticed it; who has made no progress for long although there is a connection and no fault holds is deadlocked.
/// </summary>
internal sealed class StallWatch : IDisposable
{
    /// <summary>The count of deadlocks among a run's metrics.</summary>
    public const string Deadlocks = "deadlocks";

    private static readonly TimeSpan _every = TimeSpan.FromMilliseconds(50);
    private readonly ISubject _subject;
    private readonly SubjectTask[] _tasks;
    private readonly SubjectMeter _meter;
    private readonly Action<string> _tell;
    private readonly long _stallTicks;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private int _holding;
    private long _networkSince = Shard.Now;

    public StallWatch(ISubject subject, SubjectTask[] tasks, SubjectMeter meter, double stallSeconds, Action<string> tell)
    {
        (_subject, _tasks, _meter, _tell) = (subject, tasks, meter, tell);
        _stallTicks = Ticks.FromSeconds(stallSeconds);
        _thread = new Thread(Run) { Name = "stall watch", IsBackground = true };
        _thread.Start();
    }

    public void FaultBegan() => Interlocked.Increment(ref _holding);

    public void FaultEnded()
    {
        Interlocked.Decrement(ref _holding);
        Volatile.Write(ref _networkSince, Shard.Now);
    }

    /// <summary>One look; apart, so that it can be tested.</summary>
    internal void Look(long now)
    {
        if (Volatile.Read(ref _holding) > 0 || !_subject.IsConnected || _subject.IsHeldBack)
        {
            Volatile.Write(ref _networkSince, now);
        }

        bool networkStands = now - Volatile.Read(ref _networkSince) > _stallTicks;
        foreach (SubjectTask task in _tasks)
        {
            task.Waited(now);
            if (networkStands && !task.IsStalled && task.ProgressAt > 0 && !task.HasEnded && now - task.ProgressAt > _stallTicks)
            {
                task.IsStalled = true;
                Name(task, now);
            }
        }
    }

    /// <summary>Says that a task is deadlocked.</summary>
    internal void Name(SubjectTask task, long now)
    {
        _meter.Count(Deadlocks, 1, always: true);
        _tell(FormattableString.Invariant($"task {task.Index} has made no progress for {Ticks.ToSeconds(now - task.ProgressAt):0.0} s although the connection stands"));
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        long every = Ticks.From(_every);
        for (long due = Shard.Now + every; ;)
        {
            if (_stop.Wait(TimeSpan.FromMilliseconds(Math.Max(0, Ticks.ToMilliseconds(due - Shard.Now)))))
            {
                return;
            }

            long now = Shard.Now;
            if (now >= due)
            {
                due = _meter.CountTimers(due, every, now);
                Look(now);
            }
        }
    }
}
