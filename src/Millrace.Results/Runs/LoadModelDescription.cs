namespace Millrace.Results;

/// <summary>When iterations start: closed, paced, arrival rate or flood, as a sentence and as numbers.</summary>
public sealed record LoadModelDescription
{
    /// <summary>The family.</summary>
    public required LoadModelKind Kind { get; init; }

    /// <summary>The model in words, as in "arrival rate, ramping 0 to 5,000/s over 30 s".</summary>
    public required string Text { get; init; }

    /// <summary>Starts per second, of all clients together.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>The time between two starts of one client, in milliseconds.</summary>
    public double? IntervalMs { get; init; }

    /// <summary>The pause between an answer and the next start, in milliseconds.</summary>
    public double? ThinkTimeMs { get; init; }

    /// <summary>Operations in flight per client.</summary>
    public int? Window { get; init; }

    /// <summary>How starts spread around their rate: constant or poisson.</summary>
    public string? Spread { get; init; }

    /// <summary>The stages of a rate that changes, in order; empty for a constant one.</summary>
    public IReadOnlyList<LoadStage> Stages { get; init; } = [];
}

/// <summary>One stage of a changing rate.</summary>
/// <param name="Seconds">How long it lasts.</param>
/// <param name="RatePerSecond">The starts per second that it goes to, in a straight line.</param>
public sealed record LoadStage(double Seconds, double RatePerSecond);
