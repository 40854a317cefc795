using System.Collections.Concurrent;
using Millrace.Engine.Metering;
using Millrace.Shards;

namespace Millrace.Engine.Subjects;

/// <summary>
/// The closed loop of all tasks: each goes on as soon as its iteration has ended, from the load's start to its end, or until it has done its share of the measured
/// part. A task that fails waits a moment, so that a broken network is not hammered.
/// </summary>
internal sealed class SubjectLoad(ISubject subject, SubjectSeat seat, SubjectTask[] tasks) : IDisposable
{
    // A loop whose steps all complete at once would keep a thread of the pool to itself, and others would starve.
    private const int StepsPerTurn = 32;
    private const int LongestPauseMs = 10;
    private const int HeardKinds = 16;
    private readonly CancellationTokenSource _abandon = new();
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private long _end = long.MaxValue;
    private long _lastEnd;

    /// <summary>The first exception of each kind that came out of a task.</summary>
    public ConcurrentDictionary<string, string> Heard { get; } = new(StringComparer.Ordinal);

    /// <summary>Completes with the time at which every task had done its share, where there is a count.</summary>
    public Task<long> Done => _done.Task;

    /// <summary>True while some task's loop runs.</summary>
    public bool IsRunning => !_running.IsCompleted;

    public void Begin(PhaseTimeline timeline)
    {
        Interlocked.Exchange(ref _end, timeline.LoadEnd);
        _running = RunAsync(timeline.LoadStart, timeline.MeasuredStart);
    }

    /// <summary>No iteration begins from here on.</summary>
    public void Stop(long end) => Interlocked.Exchange(ref _end, Math.Min(end, Interlocked.Read(ref _end)));

    /// <summary>Waits for the tasks, at most until cancelled; true where all have ended.</summary>
    public async Task<bool> EndsAsync(CancellationToken cancellationToken)
    {
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _running.IsCompleted;
    }

    /// <summary>Cancels what the tasks still wait for.</summary>
    public Task AbandonAsync() => _abandon.CancelAsync();

    public void Dispose() => _abandon.Dispose();

    private async Task RunAsync(long start, long measuredStart)
    {
        long wait = start - Shard.Now;
        if (wait > 0)
        {
            await Task.Delay(Ticks.ToTimeSpan(wait), TimeProvider.System).ConfigureAwait(false);
        }

        await Task.WhenAll(tasks.Select(task => Task.Run(() => LoopAsync(task, start, measuredStart)))).ConfigureAwait(false);
        if (seat.Iterations is { } share && tasks.All(task => task.Iterations >= share))
        {
            long settled = await SettledAsync().ConfigureAwait(false);
            _done.TrySetResult(Math.Max(Interlocked.Read(ref _lastEnd), settled));
        }
    }

    private async Task<long> SettledAsync()
    {
        try
        {
            return await subject.SettleAsync(_abandon.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Hear(e);
            return Shard.Now;
        }
    }

    private async Task LoopAsync(SubjectTask task, long due, long measuredStart)
    {
        TimeSpan think = TimeSpan.FromSeconds(seat.ThinkSeconds);
        int failedInARow = 0;
        for (int steps = 1; ; steps++)
        {
            long now = Shard.Now;
            bool counts = now >= measuredStart;
            if (now >= Interlocked.Read(ref _end) || (counts && task.Iterations >= seat.Iterations))
            {
                break;
            }

            int failures = task.Failures;
            // What counts is due in the part in which it counts, or a count of 100 would show 99 there.
            task.StartIteration(counts ? Math.Max(due, measuredStart) : due);
            bool threw = await StepAsync(task).ConfigureAwait(false);
            due = Shard.Now;
            if (counts && !threw)
            {
                task.EndIteration();
            }

            failedInARow = threw || task.Failures != failures ? failedInARow + 1 : 0;
            if (failedInARow > 0 || think > TimeSpan.Zero)
            {
                await Task.Delay(think + TimeSpan.FromMilliseconds(Math.Min(failedInARow, LongestPauseMs)), TimeProvider.System).ConfigureAwait(false);
                due = Shard.Now;
            }
            else if (steps % StepsPerTurn == 0)
            {
                await Task.Yield();
            }
        }

        task.HasEnded = true;
        long ended = Shard.Now;
        for (long last = Interlocked.Read(ref _lastEnd); ended > last; last = Interlocked.Read(ref _lastEnd))
        {
            Interlocked.CompareExchange(ref _lastEnd, ended, last);
        }
    }

    // True where it threw.
    private async ValueTask<bool> StepAsync(SubjectTask task)
    {
        try
        {
            await subject.StepAsync(task, _abandon.Token).ConfigureAwait(false);
            return false;
        }
        catch (Exception e)
        {
            if (!_abandon.IsCancellationRequested)
            {
                Hear(e);
            }

            if (task.Open is { } open)
            {
                task.Fail(in open, ErrorKinds.Of(e)); // it forgot to say how it ended
            }

            return true;
        }
    }

    private void Hear(Exception e)
    {
        if (Heard.Count < HeardKinds)
        {
            Heard.TryAdd(e.GetType().Name, $"{e.GetType().Name}: {e.Message}");
        }
    }
}
