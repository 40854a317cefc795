using System.Diagnostics;

namespace Millrace.Bench.Amqp.Breaking;

/// <summary>Tasks that publish at a steady rate together, whatever happens, and note how the calls ended that were under way at a mark.</summary>
internal sealed class Load(BreakSubject subject, Ledger ledger, string queue, int tasks, double perSecond)
{
    private volatile bool _isStopped;
    private readonly long[] _started = new long[tasks];
    private readonly Waiter?[] _waiters = new Waiter?[tasks];
    private Task[] _tasks = [];
    private long _since = long.MaxValue;

    public void Start() => _tasks = [.. Enumerable.Range(0, tasks).Select(task => Task.Run(() => LoopAsync(task)))];

    /// <summary>Calls that are under way now are waiters: returns the moment.</summary>
    public long Mark()
    {
        Volatile.Write(ref _since, long.MaxValue);
        Array.Clear(_waiters);
        long now = Stopwatch.GetTimestamp();
        Volatile.Write(ref _since, now);
        return now;
    }

    /// <summary>What became of each call that was under way at the mark; one that has not ended has 0 as its end.</summary>
    public Waiter[] Waiters()
    {
        long since = Volatile.Read(ref _since);
        return [.. Enumerable.Range(0, tasks).Select(task =>
        {
            long started = Volatile.Read(ref _started[task]);
            return _waiters[task] ?? (started != 0 && started <= since ? new Waiter(0, HasFailed: false) : null);
        }).OfType<Waiter>()];
    }

    /// <summary>Ends all tasks; false where one hangs.</summary>
    public async Task<bool> StopAsync()
    {
        _isStopped = true;
        Task all = Task.WhenAll(_tasks);
        return await Task.WhenAny(all, Task.Delay(TimeSpan.FromSeconds(40))) == all;
    }

    private async Task LoopAsync(int task)
    {
        TimeSpan pace = TimeSpan.FromSeconds(perSecond > 0 ? tasks / perSecond : 0);
        long next = Stopwatch.GetTimestamp() + (long)(pace.Ticks / (double)TimeSpan.TicksPerSecond * Stopwatch.Frequency * task / tasks);
        while (!_isStopped)
        {
            TimeSpan wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next);
            if (perSecond > 0)
            {
                next += (long)(pace.TotalSeconds * Stopwatch.Frequency);
                if (wait > TimeSpan.FromMilliseconds(1))
                {
                    await Task.Delay(wait);
                }
                else
                {
                    next = wait < -pace ? Stopwatch.GetTimestamp() : next; // what could not be published while it was broken is not made up for
                    await Task.Yield();
                }
            }

            int message = ledger.Begin(task);
            long started = Stopwatch.GetTimestamp();
            Volatile.Write(ref _started[task], started);
            Fate fate = await PublishAsync(task, message);
            ledger.Close(task, message, fate);
            long ended = Stopwatch.GetTimestamp();
            if (started <= Volatile.Read(ref _since) && ended > Volatile.Read(ref _since))
            {
                _waiters[task] = new Waiter(ended, fate != Fate.Reported);
            }

            Volatile.Write(ref _started[task], 0);
            if (fate == Fate.NotSent)
            {
                await Task.Delay(5); // as a program would: it tries again soon, but does not spin
            }
        }
    }

    private async ValueTask<Fate> PublishAsync(int task, int message)
    {
        try
        {
            return await subject.PublishAsync(task, queue, Ledger.Body(task, message)) ? Fate.Reported : Fate.Unknown;
        }
        catch (Exception)
        {
            return Fate.NotSent;
        }
    }
}
