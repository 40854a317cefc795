using Millrace.Engine.Judging;
using Millrace.Results;
using static Millrace.Results.GuideLevel;

namespace Millrace.Live.Load;

/// <summary>How good is good for a page whose every reaction comes over the wire.</summary>
internal static class LiveGuides
{
    public const string SessionName = "sessionKiB";
    public const string EventName = "eventBytes";
    public const string PatchName = "patchFrameBytes";
    public const string PauseName = "gcPausePercent";

    private const double KiB = 1024;

    // Below 100 ms a reaction feels like one's own doing; what the network takes comes on top.
    private static readonly Guide _latency =
        new("p99", [new(Excellent, 0, 2), new(Good, 2, 10), new(Acceptable, 10, 50), new(Concern, 50, 100), new(Poor, 100, 500), new(Critical, 500)]);

    private static readonly Guide _errors = new("errors", [new(Excellent, 0, 0.001), new(Acceptable, 0.001, 0.1), new(Poor, 0.1, 1), new(Critical, 1)]);

    /// <summary>What every profile is judged by.</summary>
    public static IReadOnlyList<Guide> OfProfiles { get; } = [_latency, _errors];

    /// <summary>Memory of a session, judged by what a page of that many items needs: 4.5 KiB and 350 bytes an item, or less, are excellent.</summary>
    public static Guide Session(double bytes, int items)
    {
        double own = 4.5 + (items * 350 / KiB);
        return Of(SessionName, bytes / KiB, new(Excellent, 0, own), new(Good, own, 2 * own), new(Acceptable, 2 * own, 6 * own), new(Concern, 6 * own, 20 * own), new(Poor, 20 * own));
    }

    /// <summary>Bytes of an event beside its value, and of a frame of patches beside it.</summary>
    public static Guide Event(double bytes, int payload) =>
        Of(EventName, bytes, new(Excellent, 0, payload + 6), new(Good, payload + 6, payload + 12), new(Acceptable, payload + 12, payload + 40), new(Poor, payload + 40));

    public static Guide Patch(double bytes, int payload) =>
        Of(PatchName, bytes, new(Excellent, 0, payload + 21), new(Good, payload + 21, payload + 45), new(Acceptable, payload + 45, payload + 120), new(Poor, payload + 120));

    /// <summary>Share of wall time that the target stood still for its collector, in %.</summary>
    public static Guide Pauses(double percent) => Of(PauseName, percent, new(Excellent, 0, 0.2), new(Good, 0.2, 1), new(Acceptable, 1, 3), new(Poor, 3, 10), new(Critical, 10));

    private static Guide Of(string name, double value, params GuideBand[] bands) => new(name, bands) { Figure = _ => value };
}
