using Millrace.Engine.Judging;
using Millrace.Results;

namespace Millrace.Engine.Capacity;

/// <summary>
/// Tells a target that is full from clients that are too few: N clients with one request each can ask N times per response time and no more. What they cannot send waits for them, and
/// response times from when it was due miss any limit, though the target may have room. Pure.
/// </summary>
internal static class ClientsJudge
{
    // What is in flight on average, of what may be; less means that clients were free, and something else held the starts up.
    private const double Busy = 0.7;

    /// <summary>Whether a run under a schedule missed its objective although every message, once sent, was answered within the limits, because no client was free to send more.</summary>
    public static bool AllBusy(RunFile run, Objective objective)
    {
        if (run.Parameters.LoadModel.Kind is LoadModelKind.Closed or LoadModelKind.Flood || run.Phases.Where(phase => phase.Measured).Sum(phase => phase.EndSeconds - phase.StartSeconds) is not (> 0 and var seconds))
        {
            return false;
        }

        // Little: what is in flight is the rate times the time that each takes.
        double inFlight = run.Operations.Values.Sum(operation => operation.Service is { } service ? service.Count / seconds * service.MeanMs / 1000 : 0);
        return inFlight >= Busy * run.Parameters.Clients * Math.Max(1, run.Parameters.Window ?? 1) && objective.Thresholds.All(threshold => Held(run, threshold));
    }

    private static bool Held(RunFile run, Threshold threshold)
    {
        bool passed = run.Thresholds.FirstOrDefault(result => result.Expression == threshold.Expression)?.Outcome != ThresholdOutcome.Fail;
        if (threshold.Metric is not { Kind: MetricKind.Percentile or MetricKind.Mean or MetricKind.Max, OfService: false } metric)
        {
            // Nobody free is what drops starts.
            return passed || threshold.Metric.Name == "dropped";
        }

        OperationResult[] of = [.. run.Operations.Where(pair => threshold.Operation is null || pair.Key == threshold.Operation).Select(pair => pair.Value).Where(operation => operation.Service is not null)];
        return passed || (threshold.Comparison is Comparison.Below or Comparison.AtMost && of.Length > 0 && of.All(operation => Figure(operation.Service!, metric) < threshold.Limit));
    }

    // Of percentiles that no run file has, the next one above.
    private static double Figure(LatencySummary service, Metric metric) => metric switch
    {
        { Kind: MetricKind.Mean } => service.MeanMs,
        { Kind: MetricKind.Percentile, Percentile: <= 50 } => service.P50Ms,
        { Kind: MetricKind.Percentile, Percentile: <= 90 } => service.P90Ms,
        { Kind: MetricKind.Percentile, Percentile: <= 95 } => service.P95Ms,
        { Kind: MetricKind.Percentile, Percentile: <= 99 } => service.P99Ms,
        { Kind: MetricKind.Percentile, Percentile: <= 99.9 } => service.P999Ms,
        _ => service.MaxMs,
    };
}
