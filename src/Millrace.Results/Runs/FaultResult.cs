namespace Millrace.Results;

/// <summary>One fault on a run's timeline and what came of it; what was not observed is absent.</summary>
public sealed record FaultResult
{
    /// <summary>The fault's kind, as in "pause" or "reset_peer".</summary>
    public required string Kind { get; init; }

    /// <summary>The fault as it was asked for, as in "pause@5s..8s".</summary>
    public required string Spec { get; init; }

    /// <summary>What it was done to: the target, or a proxy's name.</summary>
    public required string Target { get; init; }

    /// <summary>When it was to begin, in seconds from the start of the run.</summary>
    public required double AtSeconds { get; init; }

    /// <summary>When it was to end; absent if it was to last.</summary>
    public double? UntilSeconds { get; init; }

    /// <summary>When it did begin, in seconds from the start of the run.</summary>
    public double? InjectedAtSeconds { get; init; }

    /// <summary>When it was taken away, in seconds from the start of the run.</summary>
    public double? RemovedAtSeconds { get; init; }

    /// <summary>From its beginning until the first client noticed.</summary>
    public double? DetectMs { get; init; }

    /// <summary>From its beginning until the last client noticed.</summary>
    public double? PropagateMs { get; init; }

    /// <summary>From its end until the first client worked again.</summary>
    public double? RecoverFirstMs { get; init; }

    /// <summary>From its end until the last client worked again.</summary>
    public double? RecoverLastMs { get; init; }

    /// <summary>Operations that ended with an error while it lasted and until the recovery.</summary>
    public long? Errors { get; init; }

    /// <summary>Messages lost or indefinite meanwhile.</summary>
    public long? Lost { get; init; }

    /// <summary>The most operations that were sent and unanswered meanwhile, as seen once a second.</summary>
    public long? Backlog { get; init; }

    /// <summary>How the clients came back that it had disconnected; absent where it disconnected none.</summary>
    public StormResult? Storm { get; init; }

    /// <summary>Why it could not be injected; absent if it was.</summary>
    public string? Failure { get; init; }
}
