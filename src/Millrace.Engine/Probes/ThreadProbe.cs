using System.Globalization;
using Millrace.Faults;

namespace Millrace.Engine.Probes;

/// <summary>Reads how busy given threads of this process were since the last reading. Linux only; elsewhere it reads nothing.</summary>
public sealed class ThreadProbe(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, (long At, SchedStat Stat)> _threads = [];

    /// <summary>Watches a thread from now on; see <see cref="OsThread.CurrentId"/>. From any thread.</summary>
    public void Watch(int threadId)
    {
        if (Stat(threadId) is not { } stat) { return; }
        lock (_gate) { _threads[threadId] = (time.GetTimestamp(), stat.Stat); }
    }

    /// <summary>Each watched thread since its last reading, by id; a thread that has ended is left out from then on.</summary>
    public IReadOnlyList<ThreadPoint> Read()
    {
        lock (_gate)
        {
            var points = new List<ThreadPoint>(_threads.Count);
            foreach (int id in _threads.Keys.Order().ToArray())
            {
                var (before, last) = _threads[id];
                if (Stat(id) is not { } now) { _threads.Remove(id); continue; }
                long at = time.GetTimestamp();
                double nanoseconds = time.GetElapsedTime(before, at).TotalNanoseconds;
                if (nanoseconds <= 0) { continue; }
                // The kernel's and our reading of the clock are not one moment: a share may come out a hair above 1.
                points.Add(new ThreadPoint(
                    id,
                    Math.Clamp((now.Stat.RunNanoseconds - last.RunNanoseconds) / nanoseconds, 0, 1),
                    now.HasWaiting ? Math.Clamp((now.Stat.WaitNanoseconds - last.WaitNanoseconds) / nanoseconds, 0, 1) : null));
                _threads[id] = (at, now.Stat);
            }
            return points;
        }
    }

    // schedstat is a kernel option; stat, with its 10 ms steps, is always there.
    private static (SchedStat Stat, bool HasWaiting)? Stat(int threadId)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{threadId}/");
        if (ProcFile.TryRead(folder + "schedstat") is { } fine && SchedStat.TryParse(fine, out SchedStat sched)) { return (sched, true); }
        return ProcFile.TryRead(folder + "stat") is { } coarse && ProcStat.TryParse(coarse, out ProcStat stat)
            ? (new SchedStat((stat.UserTicks + stat.SystemTicks) * (1_000_000_000 / ProcStat.TicksPerSecond), 0), false)
            : null;
    }
}
