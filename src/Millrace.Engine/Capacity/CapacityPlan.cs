namespace Millrace.Engine.Capacity;

/// <summary>How a search for capacity goes about it.</summary>
public sealed record CapacityPlan
{
    /// <summary>The first load that is tried, on the search's axis.</summary>
    public required double From { get; init; }

    /// <summary>The smallest load worth trying where the first one misses already.</summary>
    public required double Least { get; init; }

    /// <summary>The largest load to try.</summary>
    public required double Most { get; init; }

    /// <summary>A load whose holding is asked for: once it lies between the bounds it is the next that is tried; null where none is.</summary>
    public double? Wanted { get; init; }

    /// <summary>Whether loads are whole numbers, as clients are.</summary>
    public bool IsWhole { get; init; }

    /// <summary>How far apart the bounds may be at the end, as a share of the lower one.</summary>
    public double Precision { get; init; } = 0.05;

    /// <summary>The factor from one load of the ramp to the next.</summary>
    public double Growth { get; init; } = 2;

    /// <summary>The factor by which the ramp goes down again where the first load misses.</summary>
    public double Retreat { get; init; } = 4;

    /// <summary>The most runs; what is known by then is the result.</summary>
    public int MaxSteps { get; init; } = 40;

    /// <summary>Runs at one load that may say nothing before the search gives up there.</summary>
    public int MaxUnclear { get; init; } = 3;

    /// <summary>The share of a limit from which on a step that met it is confirmed by another.</summary>
    public double Close { get; init; } = 0.7;
}
