using System.Globalization;
using Millrace.Engine;
using Millrace.Engine.Loads;

namespace Millrace.Live.Load;

/// <summary>The named workloads of a Live page.</summary>
internal static class LiveProfiles
{
    private const long GiB = 1L << 30;

    private static readonly string[] _answered = ["loss=0", "errors<0.1%"];

    public static IReadOnlyList<Profile> All { get; } =
    [
        Of("fast", "50 clients, 2 events a second each, a list of 20", clients: 50, seconds: 10, rate: 2, list: 20),
        Of("standard", "200 clients, 5 events a second each, a list of 50", clients: 200, seconds: 30, rate: 5, list: 50),

        // The limits that this load is known to break elsewhere: nobody may be evicted under them.
        Of("stress", "500 clients, 10 events a second each, a list of 100, with 200 KiB for a session and 2 GiB for the target", clients: 500, seconds: 60, rate: 10, list: 100) with
        {
            TargetMemoryBytes = 2 * GiB,
            Thresholds = [.. _answered, "count.evicted=0"],
        },
        Of("stress-highlimit", "the same without limits", clients: 500, seconds: 60, rate: 10, list: 100, isLimited: false),
        Of("density", "2,000 clients that do nothing, a list of 10: what does a session weigh?", clients: 2_000, seconds: 30, rate: 0, list: 10, isLimited: false) with
        {
            Mode = LiveModes.Idle,
            Load = null,
            // What a page left behind while it was made is no part of an idle session.
            WarmUp = TimeSpan.FromSeconds(5),
        },
        Of("saturation", "100 clients without a pause, a list of 20: how many events a second?", clients: 100, seconds: 15, rate: 0, list: 20) with
        {
            Mode = LiveModes.Saturate,
            Load = null,
        },
        Of("restart", "100 clients, 2 events a second each; the server is killed at 5 s and started again with the state that it kept", clients: 100, seconds: 20, rate: 2, list: 20, keepsState: true) with
        {
            Faults = ["kill(restart)@5s"],
            Reconnect = ReconnectPolicy.Backoff,
            Thresholds = ["errors<20%"],
        },
    ];

    private static Profile Of(string name, string description, int clients, int seconds, double rate, int list, bool isLimited = true, bool keepsState = false)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { [LiveParameters.List] = list.ToString(CultureInfo.InvariantCulture) };
        if (!isLimited)
        {
            foreach (string limit in (string[])[LiveParameters.MaxSessions, LiveParameters.MaxSessionMemory, LiveParameters.MaxTotalMemory])
            {
                parameters[limit] = "0";
            }
        }

        if (keepsState)
        {
            parameters[LiveParameters.KeepState] = "true";
        }

        return new Profile
        {
            Name = name,
            Description = description,
            Mode = LiveModes.Events,
            Load = rate > 0 ? new Paced(rate) : null,
            Clients = clients,
            Duration = TimeSpan.FromSeconds(seconds),
            PayloadBytes = LiveModes.PayloadBytes,
            OperationTimeout = TimeSpan.FromSeconds(rate > 0 ? Math.Max(10 / rate, 2) : 10),
            Parameters = parameters,
            Thresholds = _answered,
            Guides = LiveGuides.OfProfiles,
        };
    }
}
