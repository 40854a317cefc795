using Millrace.Engine;
using Millrace.Engine.Judging;
using Millrace.Engine.Loads;
using Millrace.Gateway.Load.Rooms;
using Millrace.Results;

namespace Millrace.Gateway.Load;

/// <summary>The gateway's named workloads.</summary>
internal static class GatewayProfiles
{
    // Late, failed and corrupted answers are errors; a few late ones are no failure on a machine that others use too.
    private static readonly string[] _answered = ["loss=0", "errors<0.1%"];

    // As others judge theirs: k6 suites of such programs ask for the 99th percentile under 2 s.
    private static readonly string[] _throughBackend = [.. _answered, "p99<2s"];

    // Who had no connection when the gateway was killed took no part in the storm, which then is smaller than it is said to be.
    private static readonly string[] _storm = ["storm.disconnected=100%", "storm.recovered<3s", "storm.refused-twice=0", "storm.never-back=0", "errors<5%"];

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
        new()
        {
            Name = "backend", Description = "100 clients, request and response through a backend program", Mode = GatewayModes.Backend,
            Clients = 100, Duration = TimeSpan.FromSeconds(10), Thresholds = _throughBackend, Guides = _guides,
        },
        new()
        {
            Name = "backend-async", Description = "100 clients through a backend, 16 messages in flight each", Mode = GatewayModes.BackendAsync,
            Clients = 100, Duration = TimeSpan.FromSeconds(10), Thresholds = _throughBackend, Guides = _guides,
        },
        new()
        {
            Name = "backend-stress", Description = "1,000 clients, request and response through a backend", Mode = GatewayModes.Backend,
            Clients = 1_000, Duration = TimeSpan.FromSeconds(15), Thresholds = _throughBackend, Guides = _guides,
        },
        new()
        {
            Name = "backend-restart", Description = "200 clients through a backend that is killed at 5 s and started again", Mode = GatewayModes.Backend,
            Clients = 200, Duration = TimeSpan.FromSeconds(15), Faults = ["kill(restart,process=backend)@5s"], Thresholds = ["errors<1%"],
        },
        new()
        {
            Name = "rooms", Description = "one room of 1,000 members, 10 messages a second", Mode = GatewayModes.Rooms,
            Clients = 1_000, Duration = TimeSpan.FromSeconds(10), Thresholds = _answered, Guides = _guides,
        },
        new()
        {
            Name = "rooms-many", Description = "100 rooms of 50 members, 10 messages a second to each", Mode = GatewayModes.Rooms,
            Clients = 5_000, Duration = TimeSpan.FromSeconds(15), Thresholds = _answered, Guides = _guides,
            Parameters = new Dictionary<string, string> { [RoomPlan.MembersSetting] = "50" },
        },
        new()
        {
            // Large and many enough that a member that never reads fills every buffer on its way well within the run.
            Name = "slow-readers", Description = "one room of 5,000 members of which 1,000 never read: do the others notice?", Mode = GatewayModes.Rooms,
            Clients = 5_000, Duration = TimeSpan.FromSeconds(20), PayloadBytes = 16_000, Guides = _guides,
            // How many were cut off is a finding, not a threshold: a member that reads nothing learns of its end late, or not before the run's.
            Thresholds = _answered,
            Parameters = new Dictionary<string, string>
            {
                [RoomPlan.SlowSetting] = "1000", [GatewayModes.Serve] = "--send-timeout 3s --max-queue 256KiB --max-message 64KiB --max-line 128KiB",
            },
        },
        new()
        {
            Name = "storm", Description = "5,000 clients, one message a second each through a backend; the gateway is killed at 5 s and all connect again at once",
            Mode = GatewayModes.Backend, Load = new Paced(1), Clients = 5_000, Duration = TimeSpan.FromSeconds(20), WarmUp = TimeSpan.FromSeconds(3),
            Faults = ["kill(restart)@5s"], Reconnect = ReconnectPolicy.Storm, Thresholds = _storm,
        },
        new()
        {
            Name = "storm-echo", Description = "the same without a backend: what connecting alone costs", Mode = GatewayModes.Echo,
            Load = new Paced(1), Clients = 5_000, Duration = TimeSpan.FromSeconds(20), WarmUp = TimeSpan.FromSeconds(3),
            Faults = ["kill(restart)@5s"], Reconnect = ReconnectPolicy.Storm, Thresholds = _storm,
        },
    ];
}
