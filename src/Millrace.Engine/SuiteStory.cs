using Millrace.Results;

namespace Millrace.Engine;

/// <summary>What a system has to say over all runs of a suite.</summary>
public sealed record SuiteStory
{
    /// <summary>Nothing.</summary>
    public static SuiteStory Empty { get; } = new();

    /// <summary>Tables to print, in order.</summary>
    public IReadOnlyList<ResultTable> Tables { get; init; } = [];

    /// <summary>Charts to draw, in order.</summary>
    public IReadOnlyList<ResultChart> Charts { get; init; } = [];

    /// <summary>Invariants over all runs: the name, and how often it was violated.</summary>
    public IReadOnlyDictionary<string, long> Invariants { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
}
