using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>
/// A status guide: which level a figure reaches. Bands may leave gaps; a figure in a gap takes the better neighbour, and the result says so.
/// </summary>
/// <param name="Metric">The figure, by the same names as in thresholds: <c>p99</c> and other percentiles in ms, <c>loss</c>, <c>errors</c> in %, <c>rate</c> per second.</param>
/// <param name="Bands">The scale, best level first, in the metric's unit.</param>
public sealed record Guide(string Metric, IReadOnlyList<GuideBand> Bands)
{
    /// <summary>
    /// Reads the figure out of a run, where it is none of those; <see cref="Metric"/> is then its whole name, unit included, as in <c>memoryGrowthMiB</c>. Null where it
    /// was not measured.
    /// </summary>
    public Func<RunFile, double?>? Figure { get; init; }

    /// <summary>The level of a figure; null where there is none.</summary>
    public GuideLevel? LevelOf(double? value) => value is { } figure ? GuideReading.LevelOf(Bands, figure).Level : null;
}
