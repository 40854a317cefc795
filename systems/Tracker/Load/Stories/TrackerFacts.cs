using Millrace.Engine.Loads;
using Millrace.Engine.Running;
using Millrace.Engine.Targets;
using Millrace.Results;

namespace Millrace.Tracker.Load.Stories;

/// <summary>The figures of a run that its tables and findings are made of, computed once.</summary>
internal sealed class TrackerFacts
{
    private const double MiB = 1024 * 1024;
    private const int TrendPoints = 9;

    public TrackerFacts(RunStory story, TrackerRun run)
    {
        Story = story;
        Tracker = run;
        Histogram all = new();
        foreach (OperationResult operation in story.Run.Operations.Values)
        {
            all.Add(operation.Response?.ToHistogram() ?? new Histogram());
        }

        Latency = LatencySummary.From(all);
        Requests = story.Run.Operations.Values.Sum(operation => operation.Count);
        Ok = story.Run.Operations.Values.Sum(operation => operation.Ok);
        Seconds = Math.Max(story.MeasuredSeconds, 1e-9);
        IsLocal = story.Scenario.Target is null || (run.Target is { } address && TargetPolicy.IsOwn(address));
        IsSaturating = story.Scenario.Load is Closed { ThinkTime: var think } && think == TimeSpan.Zero;
        Measured = [.. story.Run.Series.Where(point => IsMeasured(story.Run, point))];
    }

    public RunStory Story { get; }

    public RunFile Run => Story.Run;

    public TrackerRun Tracker { get; }

    /// <summary>Every right answer of every operation.</summary>
    public LatencySummary? Latency { get; }

    /// <summary>Requests that ended, one way or another.</summary>
    public long Requests { get; }

    public long Ok { get; }

    public long Failed => Requests - Ok;

    public double Seconds { get; }

    public double PerSecond => Ok / Seconds;

    public double ErrorPercent => Requests == 0 ? 0 : 100.0 * Failed / Requests;

    /// <summary>Peers in a mean answer to an announce; null where none was answered.</summary>
    public double? PeersPerAnswer => Run.Operations.GetValueOrDefault("announce") is { Ok: > 0 } announce ? Math.Round(Story.Metric(TrackerCounts.Peers) / (double)announce.Ok, 1) : null;

    /// <summary>True where the tracker is on this machine or in a private network.</summary>
    public bool IsLocal { get; }

    /// <summary>True where workers ask as fast as they are answered, so that the rate is the target's limit or the generator's.</summary>
    public bool IsSaturating { get; }

    /// <summary>True where something was done to the tracker or to the way there, so that its tail and its losses say little of it.</summary>
    public bool HasFaults => Run.Faults.Count > 0;

    /// <summary>The measured seconds.</summary>
    public IReadOnlyList<SeriesPoint> Measured { get; }

    public double? InitialMiB => Run.Target.Usage?.RssBytesStart / MiB;

    public double? PeakMiB => Run.Target.Usage?.RssBytesMax / MiB;

    public double? GrowthMiB => TrackerGuides.GrowthOf(Run);

    /// <summary>How much the target's memory grew a minute, from a quarter of the measured part, when the swarms stand, to its end; null where that is too short.</summary>
    public double? GrowthMiBPerMinute
    {
        get
        {
            SeriesPoint[] points = [.. Measured.Where(point => point.TargetRssBytes is not null).Skip(Measured.Count / 4)];
            return points.Length < TrendPoints ? null : (points[^1].TargetRssBytes - points[0].TargetRssBytes) / MiB / (points[^1].AtSeconds - points[0].AtSeconds) * 60;
        }
    }

    /// <summary>The mean of the seconds' 90th percentiles in the first third of the measured part and in the last; null where it is too short.</summary>
    public (double First, double Last)? P90Trend
    {
        get
        {
            double[] points = [.. Measured.Select(point => point.P90Ms).OfType<double>()];
            int third = points.Length / 3;
            return points.Length < TrendPoints ? null : (points[..third].Average(), points[^third..].Average());
        }
    }

    /// <summary>Share of the target's processors that it used, in %; null where that was not measured, or where nobody knows which processors it has.</summary>
    public double? TargetCpuPercent => Run.Target.Usage?.CpuPercentMean / Processors;

    /// <summary>Why <see cref="TargetCpuPercent"/> is not known, where it is not.</summary>
    public string NoCpuPercent => Run.Target.Usage?.CpuPercentMean is { } used
        ? Wording.Text($"the tracker used {used:0} % of one processor, but it is not known which ones are its own: a run with --target-cpus says it")
        : "the tracker's process was not observed";

    /// <summary>The processors that are the target's own; null where that is not known.</summary>
    private int? Processors => Run.Environment.TargetCpus is { } cpus && CpuSet.TryParse(cpus, out CpuSet? set, out _) ? Math.Max(1, set!.Count) : null;

    private static bool IsMeasured(RunFile run, SeriesPoint point) => run.Phases.Any(phase => phase.Measured && phase.Name == point.Phase);
}
