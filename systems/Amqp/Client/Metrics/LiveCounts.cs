using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Millrace.Amqp.Metrics;

/// <summary>
/// Instruments over the totals of everything of one kind that lives in the process: read when somebody looks, so that counting costs nothing extra. What has ended stays counted.
/// </summary>
internal sealed class LiveCounts<T>(Meter meter)
{
    private readonly ConcurrentDictionary<object, Func<T>> _living = new();
    private readonly List<Total> _totals = [];
    private readonly Lock _lock = new();

    /// <summary>A number that only grows.</summary>
    public LiveCounts<T> Counter(string name, string unit, string description, Func<T, long> read)
    {
        var total = new Total(read);
        _totals.Add(total);
        meter.CreateObservableCounter(name, () => Sum(total), unit, description);
        return this;
    }

    /// <summary>A number that stands for now.</summary>
    public LiveCounts<T> Gauge(string name, string unit, string description, Func<T, long> read)
    {
        var total = new Total(read);
        meter.CreateObservableUpDownCounter(name, () => Sum(total), unit, description);
        return this;
    }

    public void Begin(object owner, Func<T> totals) => _living.TryAdd(owner, totals);

    public void End(object owner)
    {
        lock (_lock)
        {
            if (_living.TryRemove(owner, out Func<T>? totals))
            {
                T last = totals();
                _totals.ForEach(total => total.Ended += total.Read(last));
            }
        }
    }

    private long Sum(Total total)
    {
        lock (_lock)
        {
            return total.Ended + _living.Values.Sum(totals => total.Read(totals()));
        }
    }

    private sealed class Total(Func<T, long> read)
    {
        public Func<T, long> Read { get; } = read;

        public long Ended { get; set; }
    }
}
