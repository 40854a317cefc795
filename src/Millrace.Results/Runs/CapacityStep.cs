using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>One load that a search for capacity tried.</summary>
public sealed record CapacityStep
{
    /// <summary>The run's folder, relative to the suite's.</summary>
    public required string Folder { get; init; }

    /// <summary>The load that was offered, on the search's axis.</summary>
    public required double Load { get; init; }

    /// <summary>Answered rightly per second.</summary>
    public double AchievedPerSecond { get; init; }

    /// <summary>The median response time; absent where nothing succeeded, as are the two below.</summary>
    public double? P50Ms { get; init; }

    /// <summary>The 95th percentile of response times.</summary>
    public double? P95Ms { get; init; }

    /// <summary>The 99th percentile of response times.</summary>
    public double? P99Ms { get; init; }

    /// <summary>Of 100 operations, those that failed.</summary>
    public double? ErrorPercent { get; init; }

    /// <summary>Mean processor use of the target; 100 is one core.</summary>
    public double? TargetCpuPercent { get; init; }

    /// <summary>What it comes to.</summary>
    public required CapacityOutcome Outcome { get; init; }

    /// <summary>Why, as a sentence: the threshold that was missed, or what limited the generator.</summary>
    public string? Reason { get; init; }
}

/// <summary>What one step of a search for capacity comes to.</summary>
[JsonConverter(typeof(KebabEnumConverter<CapacityOutcome>))]
public enum CapacityOutcome
{
    /// <summary>The objective was met.</summary>
    Met,

    /// <summary>It was not.</summary>
    Missed,

    /// <summary>The generator was the limit: nothing is known of the target at this load.</summary>
    GeneratorLimited,

    /// <summary>The machine was disturbed, or the run did not end: it says nothing.</summary>
    Unclear,
}
