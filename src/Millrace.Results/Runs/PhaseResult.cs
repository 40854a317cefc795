namespace Millrace.Results;

/// <summary>One phase of a run: connect, warm-up, steady, a fault's window, recovery or drain.</summary>
public sealed record PhaseResult
{
    /// <summary>The phase's name.</summary>
    public required string Name { get; init; }

    /// <summary>When it began, in seconds from the start of the run.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>When it ended, in seconds from the start of the run.</summary>
    public required double EndSeconds { get; init; }

    /// <summary>Whether its operations count towards the run's own figures.</summary>
    public bool Measured { get; init; } = true;

    /// <summary>By name, each operation in this phase.</summary>
    public IReadOnlyDictionary<string, OperationResult> Operations { get; init => field = ByName.Sorted(value); } = ByName.None<OperationResult>();

    /// <summary>Where the messages of this phase went; a message belongs to the phase that it was due in.</summary>
    public Accounting Accounting { get; init; } = new();
}
