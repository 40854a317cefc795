using Millrace.Results;

namespace Millrace.Speech.Load.Stories;

/// <summary>One operation over every phase of a run: how often it was tried, how it failed, and how long the ones took that did not.</summary>
internal sealed record Totals(long Attempted, long Ok, IReadOnlyDictionary<string, long> Errors, LatencySummary? Service)
{
    public long Failed => Attempted - Ok;

    public static Totals Of(RunFile run, string name)
    {
        OperationResult[] phases = [.. run.Phases.Select(phase => phase.Operations.GetValueOrDefault(name)).OfType<OperationResult>()];
        var errors = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach ((string kind, long count) in phases.SelectMany(phase => phase.Errors))
        {
            errors[kind] = errors.GetValueOrDefault(kind) + count;
        }

        var service = new Histogram();
        foreach (LatencySummary summary in phases.Select(phase => phase.Service).OfType<LatencySummary>())
        {
            service.Add(summary.ToHistogram());
        }

        return new Totals(phases.Sum(phase => phase.Count), phases.Sum(phase => phase.Ok), errors, LatencySummary.From(service));
    }
}
