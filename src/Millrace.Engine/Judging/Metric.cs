using System.Globalization;
using Millrace.Engine.Metering;
using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>A figure that thresholds and guides can name.</summary>
internal sealed record Metric(string Name, MetricKind Kind, double Percentile = 0, bool OfService = false)
{
    private const string ServicePrefix = "service.";
    private const string CountPrefix = "count.";
    private static readonly string[] _counts = ["loss", "errors", "late", "failed", "corrupted", "indefinite", "duplicated", "unexpected", "dropped"];

    /// <summary>Every name, for messages.</summary>
    public static IReadOnlyList<string> Names { get; } = ["p50", "p90", "p95", "p99", "p99.9", "mean", "min", "max", "rate", "sent-rate", .. _counts, .. StormMetric.Names, CountPrefix + "NAME"];

    /// <summary>The metric of a name, or null. Percentiles are <c>p</c> and any number up to 100; <c>p999</c> is 99.9. <c>service.</c> in front means sent to done.</summary>
    public static Metric? Find(string name)
    {
        if (StormMetric.Find(name) is { } ofStorm)
        {
            return ofStorm;
        }

        if (name.StartsWith(CountPrefix, StringComparison.Ordinal) && name.Length > CountPrefix.Length)
        {
            return new Metric(name, MetricKind.ClientCount);
        }

        bool ofService = name.StartsWith(ServicePrefix, StringComparison.Ordinal);
        string bare = ofService ? name[ServicePrefix.Length..] : name;
        MetricKind? latency = bare switch { "mean" => MetricKind.Mean, "min" => MetricKind.Min, "max" => MetricKind.Max, _ => null };
        if (latency is { } kind)
        {
            return new Metric(name, kind, 0, ofService);
        }

        if (bare.Length > 1 && bare[0] == 'p' && double.TryParse(bare.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percentile))
        {
            // p999 and p9999 are how people write 99.9 and 99.99.
            percentile = percentile > 100 && bare.AsSpan(1).TrimStart('9').IsEmpty ? percentile / Math.Pow(10, bare.Length - 3) : percentile;
            return percentile is > 0 and <= 100 ? new Metric(name, MetricKind.Percentile, percentile, ofService) : null;
        }

        return ofService ? null
            : bare == "rate" ? new Metric(name, MetricKind.Rate)
            : bare == "sent-rate" ? new Metric(name, MetricKind.SentRate)
            : _counts.Contains(bare) ? new Metric(name, MetricKind.Count)
            : null;
    }

    /// <summary>True where it is about clients that come back, not about operations.</summary>
    public bool IsOfStorm => Kind is MetricKind.StormTime or MetricKind.StormCount;

    /// <summary>The name under which clients count what it is about; null where it is about something else.</summary>
    public string? Counted => Kind == MetricKind.ClientCount ? Name[CountPrefix.Length..] : null;

    /// <summary>The unit of its figure.</summary>
    public string UnitOf(bool isShare) => Kind switch
    {
        MetricKind.Rate or MetricKind.SentRate => "/s",
        MetricKind.Count or MetricKind.StormCount => isShare ? "%" : "",
        MetricKind.ClientCount => "",
        _ => "ms",
    };

    /// <summary>The figure, or null where nothing was measured.</summary>
    public double? Of(Figures figures, bool isShare)
    {
        Histogram histogram = OfService ? figures.Service : figures.Response;
        switch (Kind)
        {
            case MetricKind.Rate:
                return figures.Seconds > 0 ? figures.Tally.Ok / figures.Seconds : null;
            case MetricKind.SentRate:
                return figures.Seconds > 0 ? figures.Tally.Sent / figures.Seconds : null;
            case MetricKind.Count:
                // Nothing due means that nothing can be said, not that nothing was lost.
                long of = Name == "dropped" ? figures.Tally.Due : figures.Tally.Sent;
                return of == 0 ? null : isShare ? 100.0 * CountOf(in figures.Tally) / of : CountOf(in figures.Tally);
            case MetricKind.StormTime or MetricKind.StormCount or MetricKind.ClientCount:
                return null; // not a figure of operations
            case MetricKind.Mean:
                return histogram.Count == 0 ? null : histogram.Mean / 1000;
            case MetricKind.Min:
                return histogram.Count == 0 ? null : histogram.Min / 1000.0;
            case MetricKind.Max:
                return histogram.Count == 0 ? null : histogram.Max / 1000.0;
            default:
                return histogram.Count == 0 ? null : histogram.Percentile(Percentile) / 1000.0;
        }
    }

    private long CountOf(in Tally tally) => Name switch
    {
        "loss" => tally.Lost + tally.Indefinite,
        "errors" => tally.Errors,
        "late" => tally.Late,
        "failed" => tally.Failed,
        "corrupted" => tally.Corrupted,
        "indefinite" => tally.Indefinite,
        "duplicated" => tally.Duplicated,
        "unexpected" => tally.Unexpected,
        _ => tally.Dropped,
    };
}
