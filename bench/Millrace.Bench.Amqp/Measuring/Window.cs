using System.Diagnostics;

namespace Millrace.Bench.Amqp.Measuring;

/// <summary>A warm-up and the seconds that count: a publisher's buffers are as full at their end as at their beginning, so what was taken meanwhile is what went out.</summary>
internal sealed class Window(int tasks, TimeSpan warmUp, TimeSpan length)
{
    private readonly long _from = Stopwatch.GetTimestamp() + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
    private TimeSpan _cpuAtFrom;
    private TimeSpan _cpuAtTo;
    private int _edges;
    private readonly long _to = Stopwatch.GetTimestamp() + (long)((warmUp + length).TotalSeconds * Stopwatch.Frequency);

    public Samples[] Tasks { get; } = [.. Enumerable.Range(0, tasks).Select(_ => new Samples())];

    public TimeSpan Length => length;

    /// <summary>Processor time of the whole process between the window's edges, as near as calls of <see cref="Done"/> come to them.</summary>
    public TimeSpan Cpu => _cpuAtTo - _cpuAtFrom;

    public bool IsOver => Stopwatch.GetTimestamp() >= _to;

    /// <summary>Counts an operation that began at <paramref name="start"/> and has ended now; only one that ends within the window counts. False when all is over.</summary>
    public bool Done(int task, long start)
    {
        long now = Stopwatch.GetTimestamp();
        Tasks[task].Accepted++;
        if (now >= _from && now < _to)
        {
            Tasks[task].Add(Stopwatch.GetElapsedTime(start, now));
        }

        if (now >= (_edges == 0 ? _from : _to) && _edges < 2)
        {
            NoteEdge(now);
        }

        return now < _to;
    }

    /// <summary>Counts something that has come now and took so long.</summary>
    public void Took(int task, TimeSpan time)
    {
        long now = Stopwatch.GetTimestamp();
        if (now >= _from && now < _to)
        {
            Tasks[task].Add(time);
        }
    }

    /// <summary>Counts an operation that failed. False when all is over.</summary>
    public bool Failed(int task)
    {
        Tasks[task].Errors++;
        return !IsOver;
    }

    public double PerSecond => Tasks.Sum(task => (double)task.Count) / length.TotalSeconds;

    private void NoteEdge(long now)
    {
        if (Interlocked.CompareExchange(ref _edges, 1, 0) == 0)
        {
            _cpuAtFrom = Environment.CpuUsage.TotalTime;
        }

        if (now >= _to && Interlocked.CompareExchange(ref _edges, 2, 1) == 1)
        {
            _cpuAtTo = Environment.CpuUsage.TotalTime;
        }
    }
}
