using System.Collections.Concurrent;

namespace Millrace.Engine.Metering;

/// <summary>Merges what the shards' meters hand over into totals per phase and operation. On the lab's thread only; memory does not grow with the run.</summary>
internal sealed class Collector
{
    private readonly Recorder?[] _totals;
    private readonly int _operations;

    /// <param name="phases">How many phases the run has.</param>
    /// <param name="operations">How many kinds of operation there are, connecting included as the last.</param>
    public Collector(int phases, int operations)
    {
        _operations = operations;
        _totals = new Recorder?[phases * operations];
    }

    /// <summary>Cleared recorders for the meters to take.</summary>
    public ConcurrentBag<Recorder> Free { get; } = [];

    /// <summary>The system's own counts in measured phases.</summary>
    public Dictionary<string, long> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>Connections lost, by kind.</summary>
    public Dictionary<string, long> Disconnects { get; } = new(StringComparer.Ordinal);

    /// <summary>Whole messages that came in, counted before they were judged.</summary>
    public long ReceivedMessages { get; private set; }

    /// <summary>Takes one flip of each shard: adds them to the totals and returns what they say together about the time since the last.</summary>
    public Figures[] Add(IReadOnlyList<Flip> flips)
    {
        Figures[] interval = [.. Enumerable.Range(0, _operations).Select(_ => new Figures())];
        foreach (Flip flip in flips)
        {
            ReceivedMessages += flip.ReceivedMessages;
            AddAll(Metrics, flip.Metrics);
            AddAll(Disconnects, flip.Disconnects);
            for (int i = 0; i < flip.Recorders.Length; i++)
            {
                if (flip.Recorders[i] is { } recorder)
                {
                    interval[i % _operations].Add(recorder);
                    (_totals[i] ??= new Recorder()).Add(recorder);
                    recorder.Clear();
                    Free.Add(recorder);
                }
            }
        }

        return interval;
    }

    /// <summary>The totals of chosen phases and operations.</summary>
    public Figures Total(Func<int, bool> phase, Func<int, bool> operation)
    {
        var figures = new Figures();
        for (int i = 0; i < _totals.Length; i++)
        {
            if (_totals[i] is { } recorder && phase(i / _operations) && operation(i % _operations))
            {
                figures.Add(recorder);
            }
        }

        return figures;
    }

    private static void AddAll(Dictionary<string, long> into, Dictionary<string, long> counts)
    {
        foreach ((string name, long count) in counts)
        {
            into[name] = into.GetValueOrDefault(name) + count;
        }
    }
}
