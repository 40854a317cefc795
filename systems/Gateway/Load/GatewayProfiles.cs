using Millrace.Engine;
using Millrace.Engine.Judging;
using Millrace.Engine.Loads;
using Millrace.Results;

namespace Millrace.Gateway.Load;

/// <summary>The gateway's named workloads.</summary>
internal static class GatewayProfiles
{
    // Late, failed and corrupted answers are errors; a few late ones are no failure on a machine that others use too.
    private static readonly string[] _answered = ["loss=0", "errors<0.1%"];

    private static readonly Guide[] _guides =
    [
        new("p99", [
            new(GuideLevel.Excellent, 0, 5), new(GuideLevel.Good, 5, 20), new(GuideLevel.Acceptable, 20, 100),
            new(GuideLevel.Concern, 100, 250), new(GuideLevel.Poor, 250, 1000), new(GuideLevel.Critical, 1000)]),
        new("loss", [
            new(GuideLevel.Excellent, 0, 0.0001), new(GuideLevel.Concern, 0.0001, 0.1), new(GuideLevel.Poor, 0.1, 1), new(GuideLevel.Critical, 1)]),
    ];

    public static IReadOnlyList<Profile> All { get; } =
    [
        new()
        {
            Name = "baseline", Description = "100 clients, strict request and response", Mode = GatewayModes.PingPong,
            Clients = 100, Duration = TimeSpan.FromSeconds(10), Thresholds = _answered, Guides = _guides,
        },
        new()
        {
            Name = "scale-up", Description = "1,000 clients, strict request and response", Mode = GatewayModes.PingPong,
            Clients = 1_000, Duration = TimeSpan.FromSeconds(15), Thresholds = _answered, Guides = _guides,
        },
        new()
        {
            Name = "stress", Description = "5,000 clients, strict request and response", Mode = GatewayModes.PingPong,
            Clients = 5_000, Duration = TimeSpan.FromSeconds(17), WarmUp = TimeSpan.FromSeconds(3), Thresholds = _answered, Guides = _guides,
        },
        new()
        {
            Name = "async", Description = "500 clients that send without waiting, 16 messages in flight each", Mode = GatewayModes.Echo,
            Clients = 500, Duration = TimeSpan.FromSeconds(15), Thresholds = _answered, Guides = _guides,
        },
        new()
        {
            Name = "blast", Description = "100 clients as fast as the server accepts: ingestion", Mode = GatewayModes.Blast,
            Clients = 100, Duration = TimeSpan.FromSeconds(5), WarmUp = TimeSpan.FromSeconds(1), Thresholds = ["errors<0.1%"], Guides = _guides,
        },
        new()
        {
            Name = "soak", Description = "200 clients, 10 messages a second each, for long: does memory grow?", Mode = GatewayModes.PingPong,
            Load = new Paced(10), Clients = 200, Duration = TimeSpan.FromMinutes(10), WarmUp = TimeSpan.FromSeconds(10), Thresholds = _answered, Guides = _guides,
        },
    ];
}
