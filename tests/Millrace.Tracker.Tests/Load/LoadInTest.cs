using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Tracker.Load;

namespace Millrace.Tracker.Tests.Load;

/// <summary>Short runs of the tracker's workers.</summary>
internal static class LoadInTest
{
    public static TrackerSystem System { get; } = new();

    /// <summary>Closed, without thresholds, long enough for thousands of requests; nothing in it depends on how many there are.</summary>
    public static Scenario Short(Uri target, int workers, params (string Name, string Value)[] parameters)
    {
        Scenario scenario = Scenario.Of(System, System.Profiles[0]);
        return scenario with
        {
            Target = target,
            Clients = workers,
            Duration = TimeSpan.FromSeconds(0.5),
            WarmUp = TimeSpan.Zero,
            // Long: an answer that a busy machine delays must not look like a lost one.
            OperationTimeout = TimeSpan.FromSeconds(20),
            DrainTimeout = TimeSpan.FromSeconds(20),
            Thresholds = [],
            Parameters = With(scenario.Parameters, parameters),
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

    public static Task<RunFile> RunAsync(Scenario scenario) => Lab.RunAsync(scenario, SilentProgress.Instance, TestContext.Current.CancellationToken);
}
