using System.Diagnostics;

namespace Millrace.Bench.Amqp.Breaking;

/// <summary>Tasks that publish at a steady rate together, whatever happens, and note when a call of theirs failed.</summary>
internal sealed class Load(BreakSubject subject, Ledger ledger, string queue, int tasks, double perSecond)
{
    private volatile bool _isStopped;
    private readonly long[] _started = new long[tasks];
    private readonly long[] _failedAfter = new long[tasks];
    private readonly bool[] _wasInFlight = new bool[tasks];
    private readonly int[] _unknown = new int[tasks];
    private readonly int[] _failed = new int[tasks];
    private Task[] _tasks = [];
    private long _since = long.MaxValue;

    /// <summary>Messages whose fate their publisher said to be unknown.</summary>
    public int Unknown => _unknown.Sum();

    /// <summary>Calls that threw.</summary>
    public int Failed => _failed.Sum();

    public void Start() => _tasks = [.. Enumerable.Range(0, tasks).Select(task => Task.Run(() => LoopAsync(task)))];

    /// <summary>From now on first failures count: returns the moment.</summary>
    public long Mark()
    {
        Array.Clear(_failedAfter);
        long now = Stopwatch.GetTimestamp();
        for (int task = 0; task < tasks; task++)
        {
            _wasInFlight[task] = Volatile.Read(ref _started[task]) != 0;
        }

        Volatile.Write(ref _since, now);
        return now;
    }

    /// <summary>When each task that was inside a publish at the mark saw it fail; 0 where it did not fail.</summary>
    public long[] Failures() => [.. _failedAfter.Where((_, task) => _wasInFlight[task])];

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
        for (int message = 0; !_isStopped; message++)
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

            Volatile.Write(ref _started[task], Stopwatch.GetTimestamp());
            try
            {
                if (await subject.PublishAsync(task, queue, Ledger.Body(task, message)))
                {
                    ledger.Report(task, message);
                }
                else
                {
                    _unknown[task]++;
                    Fail(task);
                }
            }
            catch (Exception) when (!_isStopped)
            {
                _failed[task]++;
                Fail(task);
                await Task.Delay(5); // as a program would: it tries again soon, but does not spin
            }
            catch (Exception)
            {
                return;
            }

            Volatile.Write(ref _started[task], 0);
        }
    }

    private void Fail(int task)
    {
        if (_failedAfter[task] == 0 && Stopwatch.GetTimestamp() > Volatile.Read(ref _since))
        {
            _failedAfter[task] = Stopwatch.GetTimestamp();
        }
    }
}
