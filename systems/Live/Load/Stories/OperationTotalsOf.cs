using Millrace.Results;

namespace Millrace.Live.Load.Stories;

/// <summary>One operation over every phase of a run: how often it was tried and how it failed.</summary>
internal sealed record OperationTotalsOf(long Attempted, long Ok, IReadOnlyDictionary<string, long> Errors)
{
    public static OperationTotalsOf All(RunFile run, string name)
    {
        OperationResult[] phases = [.. run.Phases.Select(phase => phase.Operations.GetValueOrDefault(name)).OfType<OperationResult>()];
        var errors = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach ((string kind, long count) in phases.SelectMany(phase => phase.Errors))
        {
            errors[kind] = errors.GetValueOrDefault(kind) + count;
        }

        return new OperationTotalsOf(phases.Sum(phase => phase.Count), phases.Sum(phase => phase.Ok), errors);
    }
}
