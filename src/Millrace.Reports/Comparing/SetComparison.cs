using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Comparing;

/// <summary>Two sides of one profile beside each other.</summary>
public sealed record SetComparison
{
    /// <summary>The system.</summary>
    public required string System { get; init; }

    /// <summary>The profile.</summary>
    public required string Profile { get; init; }

    /// <summary>What the judged figures come to together.</summary>
    public required ChangeVerdict Verdict { get; init; }

    /// <summary>The verdict as a sentence.</summary>
    public required string Sentence { get; init; }

    /// <summary>Where the loads differ: then nothing is judged.</summary>
    public required IReadOnlyList<ConditionDifference> Differences { get; init; }

    /// <summary>Where the machines differ: then nothing is judged unless that is asked for.</summary>
    public required IReadOnlyList<ConditionDifference> MachineDifferences { get; init; }

    /// <summary>What speaks against believing a side's runs: how they ended, what the generator says of itself.</summary>
    public required IReadOnlyList<string> Doubts { get; init; }

    /// <summary>What one sample is.</summary>
    public required SampleKind Kind { get; init; }

    /// <summary>The first side's runs.</summary>
    public required IReadOnlyList<SampledRun> Before { get; init; }

    /// <summary>The second side's runs.</summary>
    public required IReadOnlyList<SampledRun> Now { get; init; }

    /// <summary>The figures, in the order of tables.</summary>
    public required IReadOnlyList<MetricComparison> Metrics { get; init; }

    /// <summary>What else to know: what the samples are and what they cannot show.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Why no judged figure could have come out slower whatever was measured; absent where one could.</summary>
    public string? Powerless { get; init; }

    /// <summary>Compares two sides. Nothing is thrown for sides that may not be compared: they are shown, and nothing is judged.</summary>
    public static SetComparison Of(SampleSet before, SampleSet now, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(options);
        if (before.Runs.Count == 1 && now.Runs.Count == 1)
        {
            // Both are cut alike: the percentile of a long stretch is not that of a short one.
            double length = Sampling.BlockSeconds(before, now);
            (SampleSet left, SampleSet right) = (Sampling.Cut(before, length), Sampling.Cut(now, length));
            (before, now) = left.Kind == right.Kind ? (left, right) : (before with { Remark = left.Remark }, now with { Remark = right.Remark });
        }

        IReadOnlyList<ConditionDifference> load = ConditionDifference.Of(before.Load, now.Load), machine = ConditionDifference.Of(before.Machine, now.Machine);
        IReadOnlyList<string> doubts = Validity.Doubts(before, now);
        string? forbidden = load.Count > 0 ? "the loads differ" : machine.Count > 0 && !options.AcrossMachines ? "the machines differ" : doubts.Count > 0 && !options.AllowInvalid ? "the runs leave doubts" : null;
        bool isBlocks = before.Kind == SampleKind.Blocks && now.Kind == SampleKind.Blocks;
        bool tooDependent = isBlocks && Math.Max(before.CorrelationSeconds ?? 0, now.CorrelationSeconds ?? 0) > Math.Min(before.BlockSeconds ?? 0, now.BlockSeconds ?? 0);
        string? mixed = before.Kind != now.Kind ? "one side is blocks of a single run and the other is whole runs; repeat the other side, too"
            : tooDependent ? "the seconds of a run depend on each other for longer than a block lasts; take longer runs, or several" : null;
        forbidden ??= mixed;
        MetricComparison[] metrics = [.. Metric.All.Select(metric => Compare(metric, before, now, options, forbidden, isBlocks ? "block" : "run"))];
        ChangeVerdict verdict = Together(metrics);
        return new SetComparison
        {
            System = now.System,
            Profile = now.Profile,
            Verdict = verdict,
            Sentence = SentenceOf(verdict, metrics, forbidden),
            Differences = load,
            MachineDifferences = machine,
            Doubts = doubts,
            Kind = isBlocks ? SampleKind.Blocks : SampleKind.Runs,
            Before = before.Runs,
            Now = now.Runs,
            Metrics = metrics,
            Notes = [.. NotesOf(before, now, isBlocks, doubts)],
            Powerless = mixed ?? WhyPowerless(metrics, options, isBlocks ? "block" : "run"),
        };
    }

    private static MetricComparison Compare(Metric metric, SampleSet before, SampleSet now, ComparisonOptions options, string? forbidden, string sample)
    {
        bool judged = options.Metrics.Contains(metric.Name);
        if (metric.IsShare)
        {
            IReadOnlyList<ShareSample> old = before.Shares.GetValueOrDefault(metric.Name, []), next = now.Shares.GetValueOrDefault(metric.Name, []);
            Judgement share = ShareJudge.Judge(old, next, options, Math.Max(old.Count, next.Count) == 1 ? "run" : sample);
            return new MetricComparison
            {
                Metric = metric.Name,
                Judged = judged && !share.IsToldOnly && old.Concat(next).Any(one => one.Of > 0),
                Before = Part(old),
                Now = Part(next),
                SamplesBefore = old.Count,
                SamplesNow = next.Count,
                Judgement = Forbid(share, forbidden),
            };
        }

        IReadOnlyList<double> x = before.Samples.GetValueOrDefault(metric.Name, []), y = now.Samples.GetValueOrDefault(metric.Name, []);
        Judgement found = RatioJudge.Judge(x, y, metric.MoreIsBetter, options, x.Count == 1 && y.Count == 1 ? "run" : sample);

        // What the blocks of a single run do not have is known of the run alone, and one value against one decides nothing, ever.
        if (sample == "block" && x.Count + y.Count > 0 && !MannWhitney.CanShow(x.Count, y.Count, 1 - options.Confidence))
        {
            (judged, found) = (false, found with { Reason = "it is not known of enough blocks, so it does not count" });
        }

        return new MetricComparison
        {
            Metric = metric.Name,
            Judged = judged && x.Count + y.Count > 0,
            Before = Median(x),
            Now = Median(y),
            SamplesBefore = x.Count,
            SamplesNow = y.Count,
            Judgement = Forbid(found, forbidden),
        };
    }

    // The figures stay: they are what they are. Only nobody says what they mean.
    private static Judgement Forbid(Judgement judgement, string? reason) => reason is null ? judgement : new Judgement { Verdict = ChangeVerdict.Unknown, Change = judgement.Change, Reason = "not judged: " + reason };

    private static ChangeVerdict Together(MetricComparison[] metrics)
    {
        ChangeVerdict[] judged = [.. metrics.Where(each => each.Judged).Select(each => each.Judgement.Verdict)];
        return judged.Contains(ChangeVerdict.Slower) ? ChangeVerdict.Slower
            : judged.Length == 0 || judged.Contains(ChangeVerdict.Unknown) ? ChangeVerdict.Unknown
            : judged.Contains(ChangeVerdict.Faster) ? ChangeVerdict.Faster : ChangeVerdict.Same;
    }

    // Shares alone are judged by counts as well; of everything else, so few samples may have no order that is rare enough.
    private static string? WhyPowerless(MetricComparison[] metrics, ComparisonOptions options, string sample)
    {
        MetricComparison[] asked = [.. metrics.Where(each => options.Metrics.Contains(each.Metric) && (each.Judged || each.Judgement.IsToldOnly))];
        MetricComparison[] ratios = [.. asked.Where(each => !Metric.All.First(metric => metric.Name == each.Metric).IsShare)];
        if (asked.Length == 0 || (ratios.Length == 0 && options.Metrics.Any(name => !Metric.All.First(metric => metric.Name == name).IsShare)))
        {
            return "none of the judged figures is known of enough " + sample + "s";
        }

        MetricComparison[] counting = ratios.Length > 0 ? ratios : asked;
        return counting.Any(each => MannWhitney.CanShow(each.SamplesBefore, each.SamplesNow, 1 - options.Confidence)) || (ratios.Length == 0 && asked.Any(each => each.Before > 0 && each.Now > 0)) ? null
            : $"{counting.Max(each => each.SamplesBefore)} against {counting.Max(each => each.SamplesNow)} {sample}s show nothing at {Figures.Number(options.Confidence * 100)} % confidence; repeat the side that has fewer";
    }

    private static string SentenceOf(ChangeVerdict verdict, MetricComparison[] metrics, string? forbidden)
    {
        if (forbidden is not null)
        {
            return "not judged: " + forbidden;
        }

        string[] parts =
        [
            .. metrics.Where(each => each.Judged).GroupBy(each => Metric.All.First(metric => metric.Name == each.Metric).Word(each.Judgement.Verdict))
                .Select(group => $"{group.Key}: {string.Join(", ", group.Select(each => each.Metric))}"),
        ];
        return verdict switch
        {
            ChangeVerdict.Same => "nothing changed by more than the threshold",
            _ when parts.Length == 0 => "no judged figure was measured",
            _ => string.Join("; ", parts),
        };
    }

    private static IEnumerable<string> NotesOf(SampleSet before, SampleSet now, bool isBlocks, IReadOnlyList<string> doubts)
    {
        if (isBlocks)
        {
            yield return $"Each side is a single run. Its samples are blocks of {Figures.Seconds(now.BlockSeconds)} of its steady part, so the intervals and verdicts hold for these two runs. "
                + "What differs from run to run (memory layout, scheduling, neighbours on the machine) cannot be seen in one run of each: before anything depends on it, repeat both sides (--repeats) and compare the sets.";
        }
        else
        {
            yield return $"Each run is one sample: {before.Runs.Count} before, {now.Runs.Count} now.";
        }

        foreach (string remark in new[] { before.Remark, now.Remark }.OfType<string>().Distinct())
        {
            yield return char.ToUpperInvariant(remark[0]) + remark[1..] + ".";
        }

        if (before.Runs.Concat(now.Runs).Any(run => run.Generator == GeneratorVerdict.GeneratorLimited))
        {
            yield return "Where the generator was the limit, rates are lower bounds, and times include the generator's own.";
        }
    }

    private static double? Part(IReadOnlyList<ShareSample> samples) => samples.Sum(one => one.Of) is > 0 and var all ? (double)samples.Sum(one => one.Bad) / all : null;

    private static double? Median(IReadOnlyList<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
