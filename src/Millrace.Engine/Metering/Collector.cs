using System.Collections.Concurrent;

namespace Millrace.Engine.Metering;

/// <summary>Merges what the shards' meters hand over into totals per phase and operation. On the lab's thread only; memory does not grow with the run.</summary>
internal sealed class Collector
{
    private readonly Recorder?[] _totals;
    private readonly Figures[] _interval;
    private readonly Figures?[] _own;
    private readonly Figures?[] _carried;
    private readonly Figures _total = new();
    private readonly int _operations;

    /// <param name="phases">How many phases the run has.</param>
    /// <param name="operations">How many kinds of operation there are, connecting included as the last.</param>
    public Collector(int phases, int operations)
    {
        _operations = operations;
        _totals = new Recorder?[phases * operations];
        _interval = [.. Enumerable.Range(0, operations).Select(_ => new Figures())];
        _own = new Figures?[operations];
        _carried = new Figures?[operations];
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
    /// <param name="flips">The flips.</param>
    /// <param name="isCarried">True for the phases whose operations, ending now, are to be had apart from the others.</param>
    public Figures[] Add(IReadOnlyList<Flip> flips, Func<int, bool>? isCarried = null)
    {
        foreach (Figures figures in _interval)
        {
            figures.Clear();
        }

        Part(flips, isCarried);
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

    /// <summary>Of what the last call of <see cref="Add"/> returned for an operation, what was not carried; all of it where nothing was.</summary>
    public Figures Own(int operation) => HasCarried ? _own[operation]! : _interval[operation];

    /// <summary>Of the same, what was carried; null where nothing was.</summary>
    public Figures? Carried(int operation) => HasCarried ? _carried[operation] : null;

    private bool HasCarried { get; set; }

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

    // Only the few pages after an edge have both kinds; those who never do keep no figures for it.
    private void Part(IReadOnlyList<Flip> flips, Func<int, bool>? isCarried)
    {
        HasCarried = isCarried is not null && flips.Any(flip => flip.Recorders.Index().Any(each => each.Item is not null && isCarried(each.Index / _operations)));
        if (!HasCarried)
        {
            return;
        }

        for (int operation = 0; operation < _operations; operation++)
        {
            (_own[operation] ??= new Figures()).Clear();
            (_carried[operation] ??= new Figures()).Clear();
        }

        foreach (Flip flip in flips)
        {
            for (int i = 0; i < flip.Recorders.Length; i++)
            {
                if (flip.Recorders[i] is { } recorder)
                {
                    (isCarried!(i / _operations) ? _carried : _own)[i % _operations]!.Add(recorder);
                }
            }
        }
    }

    private static void AddAll(Dictionary<string, long> into, Dictionary<string, long> counts)
    {
        foreach ((string name, long count) in counts)
        {
            into[name] = into.GetValueOrDefault(name) + count;
        }
    }
}
