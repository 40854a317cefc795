using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>A status guide applied to a run: one figure and the level it reached.</summary>
public sealed record GuideResult
{
    /// <summary>The figure's name, its unit included, as in "p99Ms".</summary>
    public required string Metric { get; init; }

    /// <summary>The figure; absent if it was not measured, and then there is no level either.</summary>
    public double? Value { get; init; }

    /// <summary>The level reached: the worst that matches.</summary>
    public GuideLevel? Level { get; init; }

    /// <summary>The whole scale, best first.</summary>
    public IReadOnlyList<GuideBand> Scale { get; init; } = [];

    /// <summary>Said where the scale has a gap and the better neighbour was taken.</summary>
    public string? Remark { get; init; }
}

/// <summary>One level of a guide's scale.</summary>
/// <param name="Level">The level.</param>
/// <param name="From">Where it begins, inclusive; absent where it is open.</param>
/// <param name="To">Where it ends, exclusive; absent where it is open.</param>
public sealed record GuideBand(GuideLevel Level, double? From = null, double? To = null);

/// <summary>The levels of status guides, best first.</summary>
[JsonConverter(typeof(KebabEnumConverter<GuideLevel>))]
public enum GuideLevel
{
    /// <summary>As good as it gets.</summary>
    Excellent,

    /// <summary>Good.</summary>
    Good,

    /// <summary>Good enough.</summary>
    Acceptable,

    /// <summary>Worth a look.</summary>
    Concern,

    /// <summary>Poor.</summary>
    Poor,

    /// <summary>Not usable.</summary>
    Critical,
}
