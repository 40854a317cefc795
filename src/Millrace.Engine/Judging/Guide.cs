using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>
/// A status guide: which level a figure reaches. Bands may leave gaps; a figure in a gap takes the better neighbour, and the result says so.
/// </summary>
/// <param name="Metric">The figure, by the same names as in thresholds: <c>p99</c> and other percentiles in ms, <c>loss</c>, <c>errors</c> in %, <c>rate</c> per second.</param>
/// <param name="Bands">The scale, best level first, in the metric's unit.</param>
public sealed record Guide(string Metric, IReadOnlyList<GuideBand> Bands);
