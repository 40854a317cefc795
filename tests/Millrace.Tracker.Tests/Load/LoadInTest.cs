using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Tracker.Load;

namespace Millrace.Tracker.Tests.Load;

/// <summary>Short runs of the tracker's workers.</summary>
internal static class LoadInTest
{
    public static TrackerSystem System { get; } = new();

    /// <summary>Closed, without thresholds.</summary>
    public static Scenario Short(Uri target, int workers, params (string Name, string Value)[] parameters)
    {
        Scenario scenario = Scenario.Of(System, System.Profiles[0]);
        return scenario with
        {
            Target = target,
            Clients = workers,
            Duration = TimeSpan.FromMinutes(5),
            WarmUp = TimeSpan.Zero,
            // Long: an answer that a busy machine delays must not look like a lost one.
            OperationTimeout = TimeSpan.FromSeconds(20),
            DrainTimeout = TimeSpan.FromSeconds(20),
            Thresholds = [],
            // Swarms and operations that tests can count on.
            Parameters = With(With(scenario.Parameters, ("swarms", "own"), ("mix", "announce=80,scrape=20")), parameters),
        };
    }

    public static Dictionary<string, string> With(IReadOnlyDictionary<string, string> parameters, params (string Name, string Value)[] changed)
    {
        var all = new Dictionary<string, string>(parameters, StringComparer.Ordinal);
        foreach ((string name, string value) in changed)
        {
            all[name] = value;
        }

        return all;
    }

    /// <summary>Runs until a tracker was asked so often, however long that takes on a busy machine; the run then ends as interrupted.</summary>
    public static async Task<RunFile> RunAsync(Scenario scenario, ScriptedTracker tracker, int requests = 200)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<RunFile> run = Lab.RunAsync(scenario, SilentProgress.Instance, end.Token);
        await Testing.Eventually.TrueAsync(() => run.IsCompleted || tracker.Count >= requests, $"being asked {requests} times");
        await end.CancelAsync();
        return await run;
    }
}
