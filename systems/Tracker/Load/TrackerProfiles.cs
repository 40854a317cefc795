using Millrace.Engine;
using Millrace.Engine.Loads;

namespace Millrace.Tracker.Load;

/// <summary>The tracker's named workloads.</summary>
internal static class TrackerProfiles
{
    // Late, failed and wrong answers are errors too. A datagram may get lost on a busy machine without anybody's fault, so that no single one decides.
    private static readonly string[] _answered = ["loss<0.1%", "errors<0.1%"];

    // More workers than one machine has at ease: what is asked is that the tracker stays up and answers nearly all of them.
    private static readonly string[] _stressed = ["loss<1%", "errors<1%"];

    public static IReadOnlyList<Profile> All { get; } =
    [
        Of("medium", "100 workers: typical production load, good for regression tests", 100, 30, _answered),
        Of("light", "10 workers: the baseline, with the best latency", 10, 30, _answered),
        Of("heavy", "1,000 workers: reveals bottlenecks and contention", 1_000, 30, _answered),
        Of("stress", "10,000 workers: the breaking point", 10_000, 60, _stressed) with { WarmUp = TimeSpan.FromSeconds(5) },
        Of("paced", "1,000 workers, 10 requests a second each, in shared swarms of 50: latency below the limit", 1_000, 30, [.. _answered, "p99<100ms"]) with
        {
            Mode = TrackerModes.Paced,
            Load = new Paced(TrackerModes.PerWorker),
            Parameters = With((TrackerParameters.Swarms, "uniform:100")),
        },
        Of("zipf", "1,000 workers in 10,000 swarms of which a few are popular", 1_000, 30, _answered) with
        {
            Parameters = With((TrackerParameters.Swarms, "zipf:10000"), (TrackerParameters.Hashes, "50")),
        },
        // While it is down each worker's requests are refused at the pace that it has: about 1.5 s of 30.
        Of("restart", "100 workers, 10 requests a second each; the tracker is killed at 5 s and started again", 100, 30, ["errors<15%", "loss<5%", "corrupted=0"]) with
        {
            Mode = TrackerModes.Paced,
            Load = new Paced(TrackerModes.PerWorker),
            Faults = ["kill(restart)@5s"],
        },
        Of("soak", "1,000 workers, 10 requests a second each, for long: does memory grow?", 1_000, 600, _answered) with
        {
            Mode = TrackerModes.Paced,
            Load = new Paced(TrackerModes.PerWorker),
            Parameters = With((TrackerParameters.Swarms, "uniform:1000"), (TrackerParameters.Hashes, "20")),
            WarmUp = TimeSpan.FromSeconds(10),
        },
    ];

    private static Profile Of(string name, string description, int workers, int seconds, IReadOnlyList<string> thresholds) => new()
    {
        Name = name,
        Description = description,
        Mode = TrackerModes.Closed,
        Clients = workers,
        Duration = TimeSpan.FromSeconds(seconds),
        Thresholds = thresholds,
        Guides = [.. TrackerGuides.Common, .. TrackerGuides.Local],
    };

    private static Dictionary<string, string> With(params (string Name, string Value)[] parameters) =>
        parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal);
}
