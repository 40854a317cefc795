using Millrace.Engine;
using Millrace.Engine.Arrivals;
using Millrace.Engine.Loads;

namespace Millrace.Http.Load;

/// <summary>The named workloads of a web server.</summary>
internal static class HttpProfiles
{
    private static readonly string[] _answered = ["errors<0.1%"];

    public static IReadOnlyList<Profile> All { get; } =
    [
        Of("steady", "100 clients, each asks again as soon as it is answered: how many requests a second?", clients: 100, seconds: 15),
        Of("rate", "1,000 requests a second whatever the server does, by 200 clients", clients: 200, seconds: 30) with
        {
            Load = new ArrivalRate(new ConstantPlan(1_000)),
            // A start that finds no client free is no error of the server's, but no load either.
            Thresholds = [.. _answered, "dropped<0.1%"],
        },
        Of("connections", "50 clients, a connection for each request: what does opening one cost?", clients: 50, seconds: 15) with
        {
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { [HttpParameters.KeepAlive] = "false" },
        },
        Of("idle-keepalive", "1,000 connections held open, a request in 10 s over each: what does the server keep for them?", clients: 1_000, seconds: 30) with { Mode = HttpModes.Idle },
        Of("spike", "200 requests a second, 2,000 from second 10 on for 5 s: does it come back?", clients: 500, seconds: 30) with
        {
            // A plan counts from the load's start, which is that of the warm-up.
            Load = new ArrivalRate(new SpikePlan(200, 2_000, TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(5))),
            Thresholds = ["errors<1%", "p99<1s@20s..30s"],
        },
    ];

    private static Profile Of(string name, string description, int clients, int seconds) => new()
    {
        Name = name,
        Description = description,
        Mode = HttpModes.Requests,
        Clients = clients,
        Duration = TimeSpan.FromSeconds(seconds),
        Thresholds = _answered,
        Guides = HttpGuides.OfProfiles,
        // A server that cannot be reached is tried again, not given up for the rest of the run.
        Reconnect = ReconnectPolicy.Backoff,
    };
}
