namespace Millrace.Faults;

/// <summary>What became of one fault of the timeline. Times count from the start of the steady phase; null: it did not happen.</summary>
public sealed record FaultRecord
{
    /// <summary>The fault as it stood on the timeline.</summary>
    public required FaultEvent Event { get; init; }

    /// <summary>When its injection began: before anyone could notice; null again where that failed.</summary>
    public TimeSpan? InjectedAt { get; init; }

    /// <summary>When it was lifted; for a restart, when the target accepted again.</summary>
    public TimeSpan? LiftedAt { get; init; }

    /// <summary>Why it could not be injected or lifted, or null.</summary>
    public string? Problem { get; init; }
}
