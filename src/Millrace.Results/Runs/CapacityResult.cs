namespace Millrace.Results;

/// <summary>What a search for the largest load that meets an objective found, with the steps that it took.</summary>
public sealed record CapacityResult
{
    /// <summary>The objective, as thresholds are written: "p99&lt;50ms, loss=0".</summary>
    public required string Slo { get; init; }

    /// <summary>What was varied: "rate" (operations per second of all clients) or "clients".</summary>
    public required string Axis { get; init; }

    /// <summary>The largest load that met the objective whenever it was tried; absent where none did.</summary>
    public double? Sustained { get; init; }

    /// <summary>The smallest load that missed it; absent where none did, so that the capacity is at least <see cref="Sustained"/>.</summary>
    public double? Missed { get; init; }

    /// <summary>Whether the search ended at the generator's own limit: the capacity is at least <see cref="Sustained"/>, and how much more is not known.</summary>
    public bool GeneratorLimited { get; init; }

    /// <summary>Why the search ended, as a sentence.</summary>
    public required string Ended { get; init; }

    /// <summary>The load that the user expects; absent where nobody said.</summary>
    public double? Expected { get; init; }

    /// <summary>Every step, in the order it was taken; headroom checks are not among them.</summary>
    public IReadOnlyList<CapacityStep> Steps { get; init; } = [];

    /// <summary>Runs at a share of the capacity and at a multiple of the expected load.</summary>
    public IReadOnlyList<HeadroomResult> Headroom { get; init; } = [];

    /// <summary>What was asked for and not done, each with its reason; absent where there is nothing to say, and in files of older versions.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }
}
