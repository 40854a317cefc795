using System.Collections.Concurrent;

namespace Millrace.Engine.Metering;

/// <summary>Merges what the shards' meters hand over into totals per phase and operation. On the lab's thread only; memory does not grow with the run.</summary>
internal sealed class Collector
{
    private readonly Recorder?[] _totals;
    private readonly Figures[] _interval;
    private readonly Figures _total = new();
    private readonly int _operations;

    /// <param name="phases">How many phases the run has.</param>
    /// <param name="operations">How many kinds of operation there are, connecting included as the last.</param>
    public Collector(int phases, int operations)
    {
        _operations = operations;
        _totals = new Recorder?[phases * operations];
        _interval = [.. Enumerable.Range(0, operations).Select(_ => new Figures())];
    }

    /// <summary>Cleared recorders for the meters to take.</summary>
    public ConcurrentBag<Recorder> Free { get; } = [];

    /// <summary>The system's own counts in measured phases.</summary>
    public Dictionary<string, long> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>Connections lost, by kind.</summary>
    public Dictionary<string, long> Disconnects { get; } = new(StringComparer.Ordinal);

    /// <summary>Whole messages that came in, counted before they were judged.</summary>
    public long ReceivedMessages { get; private set; }

    /// <summary>Takes one flip of each shard: adds them to the totals and returns what they say together about the time since the last. Valid until the next call.</summary>
    public Figures[] Add(IReadOnlyList<Flip> flips)
    {
        foreach (Figures figures in _interval)
        {
            figures.Clear();
        }

        foreach (Flip flip in flips)
        {
            ReceivedMessages += flip.ReceivedMessages;
            AddAll(Metrics, flip.Metrics);
            AddAll(Disconnects, flip.Disconnects);
            for (int i = 0; i < flip.Recorders.Length; i++)
            {
                if (flip.Recorders[i] is { } recorder)
                {
                    _interval[i % _operations].Add(recorder);
                    (_totals[i] ??= new Recorder()).Add(recorder);
                    recorder.Clear();
                    Free.Add(recorder);
                }
            }
        }

        return _interval;
    }

    /// <summary>The totals of chosen phases and operations. Valid until the next call: histograms are large, and reports ask often.</summary>
    public Figures Total(Func<int, bool> phase, Func<int, bool> operation)
    {
        _total.Clear();
        for (int i = 0; i < _totals.Length; i++)
        {
            if (_totals[i] is { } recorder && phase(i / _operations) && operation(i % _operations))
            {
                _total.Add(recorder);
            }
        }

        return _total;
    }

    /// <summary>The counts alone of chosen operations over all phases.</summary>
    public Tally Count(Func<int, bool> operation)
    {
        Tally tally = default;
        for (int i = 0; i < _totals.Length; i++)
        {
            if (_totals[i] is { } recorder && operation(i % _operations))
            {
                tally.Add(in recorder.Tally);
            }
        }

        return tally;
    }

    private static void AddAll(Dictionary<string, long> into, Dictionary<string, long> counts)
    {
        foreach ((string name, long count) in counts)
        {
            into[name] = into.GetValueOrDefault(name) + count;
        }
    }
}
