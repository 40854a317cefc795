using Millrace.Engine.Judging;
using static Millrace.Results.GuideLevel;

namespace Millrace.Http.Load;

/// <summary>How good is good for a web server near by. What a page costs is its application's business: who knows better says so with a threshold.</summary>
internal static class HttpGuides
{
    // Below 100 ms an answer feels immediate, beyond 1 s a train of thought is cut (J. Nielsen, Usability Engineering, 1993, chapter 5); a page needs several, so a part of that is good.
    private static readonly Guide _latency =
        new("p99", [new(Excellent, 0, 10), new(Good, 10, 50), new(Acceptable, 50, 100), new(Concern, 100, 300), new(Poor, 300, 1000), new(Critical, 1000)]);

    private static readonly Guide _errors = new("errors", [new(Excellent, 0, 0.01), new(Good, 0.01, 0.1), new(Acceptable, 0.1, 0.5), new(Concern, 0.5, 1), new(Poor, 1, 5), new(Critical, 5)]);

    public static IReadOnlyList<Guide> OfProfiles { get; } = [_latency, _errors];
}
