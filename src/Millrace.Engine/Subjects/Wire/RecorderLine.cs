using Millrace.Engine.Metering;
using Millrace.Results;

namespace Millrace.Engine.Subjects.Wire;

/// <summary>A recorder as it crosses the pipe.</summary>
internal sealed record RecorderLine
{
    /// <summary>Its place: phase times operations, plus the operation.</summary>
    public required int Slot { get; init; }

    /// <summary>The tally's fields in the order of <see cref="Of"/>.</summary>
    public required IReadOnlyList<long> Tally { get; init; }

    public HistogramLine? Response { get; init; }

    public HistogramLine? Service { get; init; }

    public HistogramLine? Lateness { get; init; }

    public HistogramLine? Timers { get; init; }

    public IReadOnlyDictionary<string, long>? Errors { get; init; }

    public static RecorderLine Of(int slot, Recorder recorder)
    {
        ref readonly Tally t = ref recorder.Tally;
        return new RecorderLine
        {
            Slot = slot,
            Tally = [t.Due, t.Sent, t.Dropped, t.DroppedUnconnected, t.Ok, t.Late, t.Failed, t.Lost, t.Corrupted, t.Indefinite, t.Duplicated, t.Unexpected, t.BytesOut, t.BytesIn],
            Response = HistogramLine.Of(recorder.Response),
            Service = HistogramLine.Of(recorder.Service),
            Lateness = HistogramLine.Of(recorder.Lateness),
            Timers = HistogramLine.Of(recorder.TimerLateness),
            Errors = recorder.Errors.Count == 0 ? null : new Dictionary<string, long>(recorder.Errors, StringComparer.Ordinal),
        };
    }

    public Recorder Into(Recorder recorder)
    {
        if (Tally.Count != 14)
        {
            throw new FormatException($"a tally has {Tally.Count} numbers instead of 14");
        }

        recorder.Tally = new Tally
        {
            Due = Tally[0],
            Sent = Tally[1],
            Dropped = Tally[2],
            DroppedUnconnected = Tally[3],
            Ok = Tally[4],
            Late = Tally[5],
            Failed = Tally[6],
            Lost = Tally[7],
            Corrupted = Tally[8],
            Indefinite = Tally[9],
            Duplicated = Tally[10],
            Unexpected = Tally[11],
            BytesOut = Tally[12],
            BytesIn = Tally[13],
        };
        Response?.AddTo(recorder.Response);
        Service?.AddTo(recorder.Service);
        Lateness?.AddTo(recorder.Lateness);
        Timers?.AddTo(recorder.TimerLateness);
        foreach ((string kind, long count) in Errors ?? new Dictionary<string, long>())
        {
            recorder.Errors[kind] = count;
        }

        return recorder;
    }
}

/// <summary>A histogram as it crosses the pipe: HdrHistogram's V2 encoding, and the exact extremes in microseconds.</summary>
internal sealed record HistogramLine(string V2, long Min, long Max, long? Saturated)
{
    public static HistogramLine? Of(Histogram histogram) =>
        histogram.Count == 0 ? null : new(histogram.EncodeV2(), histogram.Min, histogram.Max, histogram.Saturated == 0 ? null : histogram.Saturated);

    public void AddTo(Histogram histogram) => histogram.Add(
        new LatencySummary { Histogram = V2, MinMs = Min / 1000.0, MaxMs = Max / 1000.0, Saturated = Saturated }.ToHistogram());
}
