namespace Millrace.Results;

/// <summary>
/// The steady part of one run in stretches of equal length, in memory that does not grow with it: past <see cref="Most"/> stretches, neighbours are merged. Response times are merged as
/// histograms, so that the percentile of a stretch is that of its operations.
/// </summary>
public sealed class RunBlocks
{
    /// <summary>The most stretches that are kept.</summary>
    public const int Most = 128;

    // The first eighteen hours tell how long seconds depend on each other.
    private const int LongestSeries = 65_536;

    private readonly List<RunBlock> _blocks = [];
    private readonly List<double> _rates = [];
    private readonly List<double> _medians = [];
    private int _perBlock = 1;
    private int _inLast;

    /// <summary>The stretches, oldest first.</summary>
    public IReadOnlyList<RunBlock> Blocks => _blocks;

    /// <summary>Intervals in one stretch.</summary>
    public int IntervalsPerBlock => _perBlock;

    /// <summary>Answered rightly per second, of each interval.</summary>
    public IReadOnlyList<double> Rates => _rates;

    /// <summary>The median response time of each interval that had one, in milliseconds.</summary>
    public IReadOnlyList<double> Medians => _medians;

    /// <summary>Adds the next interval, where it belongs to the steady part of the run.</summary>
    public void Add(IntervalRecord interval)
    {
        ArgumentNullException.ThrowIfNull(interval);
        // What is shorter than half a second is the edge of a phase; its rate says nothing.
        if (!interval.Measured || interval.Phase != "steady" || interval.SpanSeconds < 0.5)
        {
            return;
        }

        var second = RunBlock.Of(interval);
        if (_rates.Count < LongestSeries)
        {
            _rates.Add(second.Ok / second.Seconds);
            if (second.Response is { Count: > 0 } times)
            {
                _medians.Add(SmoothPercentile.Ms(times, 50));
            }
        }

        if (_inLast > 0 && _inLast < _perBlock)
        {
            _blocks[^1].Add(second);
            _inLast++;
            return;
        }

        if (_blocks.Count == Most)
        {
            Widen();
        }

        _blocks.Add(second);
        _inLast = 1;
    }

    /// <summary>Blocks of about <paramref name="seconds"/>, each of whole stretches; a rest of less than half a block is part of the last one.</summary>
    public IReadOnlyList<RunBlock> Cut(double seconds)
    {
        if (_blocks.Count == 0)
        {
            return [];
        }

        double stretch = _blocks.Take(Math.Max(1, _blocks.Count - 1)).Average(block => block.Seconds);
        int group = Math.Clamp((int)Math.Round(seconds / stretch), 1, _blocks.Count);
        var cut = new List<RunBlock>();
        for (int start = 0; start < _blocks.Count; start += group)
        {
            int end = Math.Min(start + group, _blocks.Count);
            RunBlock block = cut.Count > 0 && (end - start) * 2 < group ? cut[^1] : new RunBlock();
            for (int i = start; i < end; i++)
            {
                block.Add(_blocks[i]);
            }

            if (cut.Count == 0 || cut[^1] != block)
            {
                cut.Add(block);
            }
        }

        return cut;
    }

    private void Widen()
    {
        for (int i = 0; i < Most / 2; i++)
        {
            RunBlock block = _blocks[2 * i];
            block.Add(_blocks[(2 * i) + 1]);
            _blocks[i] = block;
        }

        _blocks.RemoveRange(Most / 2, Most / 2);
        _perBlock *= 2;
    }
}
