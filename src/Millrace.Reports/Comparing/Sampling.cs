using Millrace.Results;

namespace Millrace.Reports.Comparing;

/// <summary>From runs to the samples of a comparison.</summary>
public static class Sampling
{
    /// <summary>One run as one sample of each figure; its blocks, where it has them, for the case that it stays alone.</summary>
    public static SampleSet Of(RunFile run, RunBlocks? blocks = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        Histogram response = new();
        foreach (OperationResult operation in run.Operations.Values)
        {
            if (operation.Response is { } times)
            {
                response.Add(times.ToHistogram());
            }
        }

        long ok = run.Operations.Values.Sum(operation => operation.Ok);
        Accounting measured = run.MeasuredAccounting();
        return new SampleSet
        {
            System = run.System,
            Profile = run.Profile,
            Fingerprint = run.Fingerprint,
            Load = RunConditions.Load(run),
            Machine = RunConditions.Machine(run),
            Runs = [SampledRun.Of(run)],
            Kind = SampleKind.Runs,
            Samples = Samples(
                run.Operations.Values.Sum(operation => operation.RatePerSecond), response,
                run.Target.Usage?.CpuSeconds is { } cpu && ok > 0 ? cpu / ok * 1e6 : null, run.Target.Usage?.RssBytesMax),
            Shares = new Dictionary<string, IReadOnlyList<ShareSample>>
            {
                ["errors"] = [Share(run.Operations.Values.Sum(operation => operation.Errors.Values.Sum()), run.Operations.Values.Sum(operation => operation.Count))],
                ["loss"] = [Share(measured.Loss, measured.Sent)],
            },
            Blocks = blocks,
        };
    }

    /// <summary>Runs of equal conditions as one set, a sample for each, in the order of their times.</summary>
    public static SampleSet Join(IReadOnlyList<SampleSet> sets)
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (sets is [var only])
        {
            return only;
        }

        SampleSet[] ordered = [.. sets.OrderBy(set => set.Runs[0].StartedAt)];
        return ordered[0] with
        {
            Runs = [.. ordered.SelectMany(set => set.Runs)],
            Samples = Gather(ordered, set => set.Samples),
            Shares = Gather(ordered, set => set.Shares),
            Blocks = null,
        };
    }

    /// <summary>A single run as blocks of its steady part; itself where it cannot be cut, with the reason. Figures that a block does not have keep the run's own.</summary>
    /// <param name="set">A single run.</param>
    /// <param name="blockSeconds">The length of a block, for two sides that are cut alike; 0 for what the run's own dependence asks for.</param>
    public static SampleSet Cut(SampleSet set, double blockSeconds = 0)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (set.Kind == SampleKind.Blocks || set.Runs.Count > 1)
        {
            return set;
        }

        if (set.Blocks is not { Rates.Count: >= 2 * Dependence.FewestBlocks } seconds)
        {
            return set with { Remark = "the run is a single sample: it has no interval log (intervals.jsonl) with a steady part of 12 s or more" };
        }

        double length = BlockSeconds(seconds, out double correlation);
        IReadOnlyList<RunBlock> blocks = seconds.Cut(blockSeconds > 0 ? blockSeconds : length);
        var samples = new Dictionary<string, List<double>>();
        foreach (RunBlock block in blocks)
        {
            foreach ((string name, IReadOnlyList<double> values) in Samples(block.Ok / block.Seconds, block.Response ?? new Histogram(), block.CpuUsPerOk, null))
            {
                (samples.TryGetValue(name, out List<double>? known) ? known : samples[name] = []).AddRange(values);
            }
        }

        var all = samples.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<double>)pair.Value);
        foreach ((string name, IReadOnlyList<double> values) in set.Samples)
        {
            all.TryAdd(name, values);
        }

        return set with
        {
            Kind = SampleKind.Blocks,
            BlockSeconds = blocks.Count > 1 ? blocks.Take(blocks.Count - 1).Average(block => block.Seconds) : blocks[0].Seconds,
            CorrelationSeconds = correlation,
            Samples = all,
            Shares = new Dictionary<string, IReadOnlyList<ShareSample>>(set.Shares) { ["errors"] = [.. blocks.Select(block => Share(block.Errors, block.Ended))] },
        };
    }

    /// <summary>The block length for two single runs, in seconds: the mean of what each asks for, because a minute tells its own dependence only roughly; 0 where none can be cut.</summary>
    public static double BlockSeconds(SampleSet before, SampleSet now)
    {
        double[] fixedLengths = [.. new[] { before, now }.Where(set => set.Kind == SampleKind.Blocks).Select(set => set.BlockSeconds ?? 0)];
        double[] wanted = [.. new[] { before, now }.Where(set => set is { Kind: SampleKind.Runs, Blocks: { Rates.Count: >= 2 * Dependence.FewestBlocks } }).Select(set => BlockSeconds(set.Blocks!, out _))];
        return fixedLengths.Length > 0 ? fixedLengths.Max() : wanted.Length > 0 ? wanted.Average() : 0;
    }

    // Lengths are found on the first intervals, of about a second each, and used for all.
    private static double BlockSeconds(RunBlocks run, out double correlationSeconds)
    {
        double whole = run.Blocks.Sum(block => block.Seconds);
        double intervals = Math.Max(run.Rates.Count, ((run.Blocks.Count - 1) * run.IntervalsPerBlock) + 1);
        double inefficiency = Math.Max(Of(run.Rates), Of(run.Medians));
        double second = whole / intervals;
        correlationSeconds = inefficiency * second;
        return Dependence.BlockLength((int)intervals, inefficiency) * second;

        static double Of(IReadOnlyList<double> series) => series.Any(value => !(value > 0)) ? Dependence.Inefficiency(series) : Dependence.Inefficiency([.. series.Select(value => Math.Log(value))]);
    }

    private static Dictionary<string, IReadOnlyList<double>> Samples(double rate, Histogram response, double? cpuUs, double? memory)
    {
        var found = new Dictionary<string, IReadOnlyList<double>>();
        Add("rate", rate);
        if (response.Count > 0)
        {
            Add("p50", SmoothPercentile.Ms(response, 50));
            Add("p90", SmoothPercentile.Ms(response, 90));
            Add("p99", SmoothPercentile.Ms(response, 99));
        }

        Add("cpu", cpuUs);
        Add("memory", memory);
        return found;

        void Add(string name, double? value)
        {
            if (value is { } known && double.IsFinite(known) && known >= 0)
            {
                found[name] = [known];
            }
        }
    }

    // Counters of one moment, read one after another, may be off by what happened in between.
    private static ShareSample Share(long bad, long of) => new(bad, Math.Max(bad, of));

    private static Dictionary<string, IReadOnlyList<T>> Gather<T>(SampleSet[] sets, Func<SampleSet, IReadOnlyDictionary<string, IReadOnlyList<T>>> part) =>
        sets.SelectMany(set => part(set).Keys).Distinct().ToDictionary(name => name, name => (IReadOnlyList<T>)[.. sets.SelectMany(set => part(set).TryGetValue(name, out IReadOnlyList<T>? values) ? values : [])]);
}
