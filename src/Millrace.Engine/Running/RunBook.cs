using Millrace.Engine.Faulting;
using Millrace.Engine.Judging;
using Millrace.Engine.Metering;
using Millrace.Engine.Probes;
using Millrace.Results;
using Millrace.Shards;

namespace Millrace.Engine.Running;

/// <summary>
/// Everything known of a run so far: totals, series, both processes. Filled once a second by <see cref="TurnPageAsync"/>; read when a run file is
/// built. One caller at a time. What it holds does not grow with the length of the run.
/// </summary>
internal sealed class RunBook
{
    private readonly List<WindowedThreshold> _windows;
    private readonly GrowingSeries _series;
    private readonly UsageTally _target = new();
    private readonly UsageTally _generator = new();
    private readonly UsageTally _subject = new();
    private readonly UsageTally[] _companions;
    private readonly double[] _shardCpu;
    private readonly double?[] _lastShardCpu;
    private readonly double[] _shardQueued;
    private readonly double?[] _lastShardQueued;
    private double _shardSeconds;
    private long _lastAt;
    private long _faultThresholdTicks = FaultStory.ThresholdTicks(new Histogram());

    public RunBook(Scenario scenario, Preflight preflight, PhaseTimeline timeline, int shards, Collector collector, ProbeSampler probes)
    {
        Scenario = scenario;
        Timeline = timeline;
        Collector = collector;
        Probes = probes;
        _windows = [.. preflight.Thresholds.Select(threshold => new WindowedThreshold(threshold))];
        _shardCpu = new double[shards];
        _lastShardCpu = new double?[shards];
        _shardQueued = new double[shards];
        _lastShardQueued = new double?[shards];
        _series = new GrowingSeries(() => FaultTimes());
        Started = _lastAt = Shard.Now;
        _companions = [.. probes.First.Companions.Select(_ => new UsageTally())];
        Count(probes.First);
    }

    public Scenario Scenario { get; }

    public Collector Collector { get; }

    /// <summary>The phases; with times once the load began, cut off once it ended.</summary>
    public PhaseTimeline Timeline { get; set; }

    /// <summary>When the run began, in ticks.</summary>
    public long Started { get; private set; }

    /// <summary>Both sides' processes, looked at once a page.</summary>
    public ProbeSampler Probes { get; }

    /// <summary>What the target said of itself when the load was over, or why it did not.</summary>
    public (IReadOnlyDictionary<string, double> Figures, string? Problem) TargetWords { get; set; } = (new Dictionary<string, double>(), null);

    /// <summary>What it said of itself as the measured part began; empty where it was not asked or did not answer.</summary>
    public IReadOnlyDictionary<string, double> TargetWordsBefore { get; set; } = new Dictionary<string, double>();

    /// <summary>When faults began and ended, as far as that is known, in seconds from the start of the run: the series stays sharp there.</summary>
    public Func<IReadOnlyCollection<double>> FaultTimes { get; set; } = static () => [];

    /// <summary>The series so far, as a copy.</summary>
    public IReadOnlyList<SeriesPoint> Series => _series.Snapshot();

    public IReadOnlyList<WindowedThreshold> Windows => _windows;

    /// <summary>The thresholds that end the run when they are missed.</summary>
    public AbortWatch Aborts { get; } = new();

    public int ConnectIndex => Scenario.Operations.Count;

    /// <summary>The most operations that were in flight at once during each phase, as seen at the pages' ends.</summary>
    public Dictionary<string, long> Backlog { get; } = new(StringComparer.Ordinal);

    /// <summary>Processor share of the busiest generator thread over the measured phases, 0 to 1.</summary>
    public double? BusiestShard => _shardSeconds > 0 && _lastShardCpu.All(cpu => cpu is not null) ? _shardCpu.Max() / _shardSeconds : null;

    /// <summary>
    /// The same of the time in which the thread had a processor or wanted none: near 1 where it never rested, even on a machine on which others take half of its processor.
    /// </summary>
    public double? BusiestGranted => Hungriest?.Granted;

    /// <summary>Processor share of that thread over the whole measured time, 0 to 1.</summary>
    public double? GrantedShard => Hungriest?.Share;

    /// <summary>The largest share of the measured time that a generator thread waited for a processor which others had.</summary>
    public double? Queued => BusiestShard is null || _lastShardQueued.Any(queued => queued is null) ? null : Math.Min(1, _shardQueued.Max() / _shardSeconds);

    // Threads that had a fair part of a processor say more than those that were starved.
    private (double Share, double Granted)? Hungriest => Queued is null ? null
        : _shardCpu.Zip(_shardQueued, (cpu, queued) => (Share: cpu / _shardSeconds, Granted: cpu > 0 ? cpu / Math.Max(cpu, _shardSeconds - queued) : 0))
            .OrderByDescending(thread => thread.Share >= GeneratorJudge.LeastShare).ThenByDescending(thread => thread.Granted).First();

    /// <summary>How long an operation must wait for its client to notice a fault, after what was usual up to the last page. From any thread.</summary>
    public long FaultThresholdTicks
    {
        get => Volatile.Read(ref _faultThresholdTicks);
        private set => Volatile.Write(ref _faultThresholdTicks, value);
    }

    /// <summary>The run begins now.</summary>
    public void Begin() => Started = _lastAt = Shard.Now;

    /// <summary>What the target used over the measured phases, and how its memory moved; null where it was never seen.</summary>
    public UsageSummary? TargetUsage => _target.Summary;

    /// <summary>The same of the target's companions, in their order.</summary>
    public IReadOnlyList<UsageSummary?> CompanionUsage => [.. _companions.Select(tally => tally.Summary)];

    /// <summary>The same of the process that carries out the load, where that is not this one.</summary>
    public UsageSummary? SubjectUsage => _subject.Summary;

    /// <summary>The same of this process.</summary>
    public UsageSummary? GeneratorUsage => _generator.Summary;

    /// <summary>Seconds from the start of the run to a time.</summary>
    public double At(long ticks) => Ticks.ToSeconds(ticks - Started);

    /// <summary>Takes what the shards recorded since the last page.</summary>
    public async Task<(IntervalRecord Interval, SeriesPoint Point)> TurnPageAsync(ICrew crew)
    {
        (Flip Flip, double? CpuSeconds, double? QueuedSeconds)[] flips = await crew.FlipAsync().ConfigureAwait(false);
        long at = flips.Max(flip => flip.Flip.At);
        double seconds = Ticks.ToSeconds(at - _lastAt);
        Phase phase = Timeline.Phases[Timeline.IndexAt(_lastAt + ((at - _lastAt) / 2))];
        Figures[] figures = Collector.Add([.. flips.Select(flip => flip.Flip)], index => Timeline.Phases[index].IsMeasured != phase.IsMeasured);
        long inFlight = flips.Sum(flip => flip.Flip.InFlight);
        Backlog[phase.Name] = Math.Max(Backlog.GetValueOrDefault(phase.Name), inFlight);
        CountProcessors(flips, seconds, phase.IsMeasured);
        ProbeSample sample = await Probes.SampleNowAsync().ConfigureAwait(false);
        Count(sample);
        foreach (WindowedThreshold window in _windows)
        {
            window.Add(figures, Scenario.Operations, FromMeasured(_lastAt), FromMeasured(at));
            if (Timeline.LoadStart != long.MaxValue)
            {
                window.AddLost(flips.SelectMany(flip => flip.Flip.Lost), Scenario.Operations, SinceMeasured(_lastAt), SinceMeasured(at), SinceMeasured);
            }
        }

        IntervalRecord interval = Interval(figures, phase, seconds, inFlight, crew.Connected, sample);
        // Counted before anything was judged, as in the run file.
        interval = interval with { Accounting = interval.Accounting with { Received = flips.Sum(flip => flip.Flip.ReceivedMessages) } };
        SeriesPoint point = IntervalSeries.ToPoint(interval);
        _series.Add(point);
        if (Scenario.Faults.Count > 0)
        {
            FaultThresholdTicks = FaultStory.ThresholdTicks(RunFiles.Measured(this, null, at).Service);
        }

        _lastAt = at;
        Aborts.Look(this, at);
        return (interval, point);
    }

    private void Count(ProbeSample sample)
    {
        // Pages are turned a few milliseconds after an edge.
        long slack = Ticks.FromSeconds(0.1);
        PhaseTimeline timeline = Timeline;
        bool measured = timeline.LoadStart != long.MaxValue && sample.At >= timeline.MeasuredStart && sample.At <= timeline.LoadEnd + slack;
        _target.Add(sample.At, sample.Target, measured);
        _generator.Add(sample.At, sample.Generator, measured);
        _subject.Add(sample.At, sample.Subject, measured);
        for (int i = 0; i < _companions.Length; i++)
        {
            _companions[i].Add(sample.At, sample.Companions[i], measured);
        }
    }

    private double? FromMeasured(long ticks) => Timeline.LoadStart == long.MaxValue ? null : SinceMeasured(ticks);

    private double SinceMeasured(long ticks) => Ticks.ToSeconds(ticks - Timeline.MeasuredStart);

    private void CountProcessors((Flip Flip, double? CpuSeconds, double? QueuedSeconds)[] flips, double seconds, bool measured)
    {
        // Time counts only where what was used in it is known.
        _shardSeconds += measured && _lastShardCpu.All(cpu => cpu is not null) ? seconds : 0;
        for (int i = 0; i < flips.Length; i++)
        {
            if (measured && flips[i].CpuSeconds is { } now && _lastShardCpu[i] is { } before)
            {
                _shardCpu[i] += now - before;
            }

            if (measured && flips[i].QueuedSeconds is { } queued && _lastShardQueued[i] is { } earlier)
            {
                _shardQueued[i] += queued - earlier;
            }

            (_lastShardCpu[i], _lastShardQueued[i]) = (flips[i].CpuSeconds, flips[i].QueuedSeconds);
        }
    }

    private IntervalRecord Interval(Figures[] figures, Phase phase, double seconds, long inFlight, int connected, ProbeSample sample)
    {
        var operations = new Dictionary<string, IntervalOperation>(StringComparer.Ordinal);
        var carried = new Dictionary<string, IntervalOperation>(StringComparer.Ordinal);
        var accounting = new Accounting();
        for (int i = 0; i < figures.Length; i++)
        {
            bool isConnect = i == ConnectIndex;
            // Connecting again under load is told in the phase's own figures; it must not count among the system's messages.
            if (isConnect && !phase.IsMeasured)
            {
                Put(operations, Scenario.System.Info.ConnectName, figures[i]);
            }
            else if (!isConnect)
            {
                Put(operations, Scenario.Operations[i], Collector.Own(i));
                Put(carried, Scenario.Operations[i], Collector.Carried(i));
            }

            accounting += isConnect ? new Accounting() : figures[i].ToAccounting();
        }

        return new IntervalRecord
        {
            AtSeconds = At(_lastAt),
            SpanSeconds = seconds,
            Phase = phase.Name,
            Measured = phase.IsMeasured,
            Operations = operations,
            Carried = carried.Count > 0 ? carried : null,
            Accounting = accounting,
            InFlight = inFlight,
            ConnectedClients = connected,
            TargetCpuPercent = sample.Target?.CpuPercent,
            TargetRssBytes = sample.Target?.RssBytes,
            TargetHeapBytes = sample.Target?.Runtime?.HeapBytes,
            GeneratorCpuPercent = sample.Generator.CpuPercent,
            GeneratorRssBytes = sample.Generator.RssBytes,
        };
    }

    private static void Put(Dictionary<string, IntervalOperation> operations, string name, Figures? figures)
    {
        if (figures is not null && (figures.Tally.Sent > 0 || figures.Tally.Ended > 0))
        {
            operations[name] = RunFiles.ToInterval(figures);
        }
    }
}
