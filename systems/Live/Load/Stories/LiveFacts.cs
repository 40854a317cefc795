using System.Globalization;
using Millrace.Engine.Running;
using Millrace.Live.Load.Clients;
using Millrace.Results;
using static Millrace.Live.Load.LiveCounts;

namespace Millrace.Live.Load.Stories;

/// <summary>The figures of a run that its tables and findings are made of, computed once.</summary>
internal sealed class LiveFacts(RunStory story, LiveRun live)
{
    public RunStory Story { get; } = story;

    public RunFile Run => Story.Run;

    public LiveRun Live { get; } = live;

    public double Seconds { get; } = Math.Max(story.MeasuredSeconds, 1e-9);

    /// <summary>What the mode is about: events, or pings of idle clients.</summary>
    public OperationResult? Main => Run.Operations.GetValueOrDefault(Live.IsIdle ? "ping" : "event");

    public string Noun => Live.IsIdle ? "pings" : "events";

    /// <summary>The page loads and the connects of the whole run, whatever the phase.</summary>
    public OperationTotalsOf Page => OperationTotalsOf.All(Run, "page");

    public OperationTotalsOf Connect => OperationTotalsOf.All(Run, "connect");

    public long Evicted => Story.Metric(LiveCounts.Evicted);

    public double? BytesPerEvent => Per(EventBytes, EventFrames);

    public double? BytesPerPatchFrame => Per(PatchBytes, PatchFrames);

    /// <summary>Sessions that the target had at the end of the load; null where it did not say.</summary>
    public double? Sessions => Story.TargetFigures.TryGetValue(SessionInquiry.Sessions, out double sessions) ? sessions : null;

    public double? SessionBytes => Story.TargetFigures.TryGetValue(SessionInquiry.Bytes, out double bytes) ? bytes : null;

    public double? BytesPerSession => Sessions > 0 ? SessionBytes / Sessions : null;

    /// <summary>A limit of the target by its name; null where it did not say.</summary>
    public double? Limit(string name) => Story.TargetFigures.TryGetValue(name, out double most) ? most : null;

    /// <summary>Share of wall time that the target's threads stood still for its collector, in %; null where that was not measured.</summary>
    public double? PausePercent => Run.Target.Usage?.Runtime?.GcPauseMsTotal is { } ms ? ms / (Seconds * 1000) * 100 : null;

    private double? Per(string sum, string count) => Story.Metric(count) is > 0 and var divisor ? Story.Metric(sum) / (double)divisor : null;

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static TableCell Cell(double? value) => value is { } number ? new TableCell(number) : default;

    /// <summary>What stands before a rate: with a generator that was the limit, the target could have taken more.</summary>
    public string Bound => Run.Generator.Verdict == GeneratorVerdict.GeneratorLimited ? ">= " : "";
}
