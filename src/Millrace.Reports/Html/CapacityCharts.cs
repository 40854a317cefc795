using System.Globalization;
using System.Text.RegularExpressions;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>The knee curve: what was offered against how long answers took, and against what was achieved.</summary>
internal static partial class CapacityCharts
{
    public const string Prefix = "knee-";

    public static IEnumerable<Chart> Of(CapacityResult? capacity)
    {
        CapacityStep[] steps = capacity is null ? [] : [.. CapacityReport.Knee(capacity)];
        if (capacity is null || steps.Length == 0)
        {
            yield break;
        }

        double[] x = [.. steps.Select(step => step.Load)];
        string axis = capacity.Axis == "clients" ? "clients" : "offered load (operations per second)";
        Chart latency = new()
        {
            Id = Prefix + "latency",
            Title = "Response time over load",
            Axis = "milliseconds",
            Format = "ms",
            Kind = ChartKind.Curve,
            Wide = true,
            X = x,
            XAxis = axis,
            Limits = [.. Limits(capacity.Slo)],
            Lines =
            [
                new ChartLine("p50", "main", [.. steps.Select(step => step.P50Ms)]),
                new ChartLine("p99", "third", [.. steps.Select(step => step.P99Ms)]),
                .. Marks(steps, step => step.P99Ms),
            ],
        };
        yield return latency with { Logarithmic = RunCharts.Spreads(latency) };
        yield return new Chart
        {
            Id = Prefix + "rate",
            Title = "Achieved over offered",
            Axis = "answered rightly per second",
            Format = "rate",
            Kind = ChartKind.Curve,
            Wide = true,
            X = x,
            XAxis = axis,
            Lines =
            [
                .. capacity.Axis == "clients" ? [] : new[] { new ChartLine("as offered", "quiet", [.. x.Select(load => (double?)load)]) { Dash = "long" } },
                new ChartLine("achieved", "main", [.. steps.Select(step => (double?)step.AchievedPerSecond)]),
                .. Marks(steps, step => step.AchievedPerSecond),
            ],
        };
    }

    private static IEnumerable<ChartLine> Marks(CapacityStep[] steps, Func<CapacityStep, double?> figure)
    {
        (CapacityOutcome Outcome, string Name, string Tone, string Sign)[] kinds =
        [
            (CapacityOutcome.Met, "met the objective", "good", "dot"), (CapacityOutcome.Missed, "missed it", "bad", "cross"),
        ];
        return kinds
            .Where(kind => steps.Any(step => step.Outcome == kind.Outcome))
            .Select(kind => new ChartLine(kind.Name, kind.Tone, [.. steps.Select(step => step.Outcome == kind.Outcome ? figure(step) : null)]) { PointsOnly = true, Sign = kind.Sign });
    }

    // As thresholds are written; what is no limit of a time is no line in a chart of times.
    private static IEnumerable<ChartLimit> Limits(string slo) => Limit.Matches(slo).Select(match => new ChartLimit(
        match.Value, double.Parse(match.Groups["value"].ValueSpan, CultureInfo.InvariantCulture) * match.Groups["unit"].Value switch { "us" => 0.001, "s" => 1000, _ => 1 }))
        .Where(limit => double.IsFinite(limit.Value));

    [GeneratedRegex(@"(?<![\w.])p[\d.]+\s*<=?\s*(?<value>\d+(?:\.\d+)?)\s*(?<unit>us|ms|s)\b")]
    private static partial Regex Limit { get; }
}
