using System.Runtime.InteropServices;
using Millrace.Results;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>Where and how it was measured: the test environment and the configuration.</summary>
internal static class SettingsStory
{
    /// <summary>The label that names who tested.</summary>
    public const string TesterLabel = "tester";

    /// <summary>The label that names the version of a tracker that is not ours.</summary>
    public const string VersionLabel = "tracker-version";

    private const double GiB = 1024.0 * 1024 * 1024;

    public static void Tell(TrackerFacts facts)
    {
        facts.Story.Tables.Add(Environment(facts));
        facts.Story.Tables.Add(Configuration(facts));
    }

    private static ResultTable Environment(TrackerFacts facts)
    {
        RunEnvironment environment = facts.Run.Environment;
        return Table("environment", "Test environment",
            ("Date", Text($"{environment.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")),
            ("Tester", facts.Run.Labels.GetValueOrDefault(TesterLabel) ?? $"{System.Environment.UserName}@{System.Environment.MachineName}"),
            ("Tracker version", VersionOf(facts)),
            (".NET version", environment.Runtime),
            ("OS", environment.Os is { } os ? $"{os}{(environment.Kernel is { } kernel ? $", kernel {kernel}" : "")}" : null),
            ("Architecture", RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()),
            ("CPU", environment.CpuModel is { } cpu ? $"{cpu}{(environment.Cores is { } cores ? Text($", {cores} cores") : "")}" : null),
            ("Processors of the generator", environment.GeneratorCpus),
            ("Processors of the tracker", environment.TargetCpus),
            ("Memory", environment.MemoryBytes is { } memory ? Text($"{memory / GiB:0.0} GB") : null),
            ("Network", facts.IsLocal ? "Local" : "Remote"));
    }

    private static ResultTable Configuration(TrackerFacts facts)
    {
        RunParameters parameters = facts.Run.Parameters;
        TrackerSettings settings = facts.Tracker.Settings;
        return Table("configuration", "Configuration",
            ("Target", parameters.Embedded ? $"{facts.Run.Target.Address} (started by the lab)" : parameters.Target),
            ("Duration", Durations.Format(facts.Story.Scenario.Duration)),
            ("Warm-up", Durations.Format(facts.Story.Scenario.WarmUp)),
            ("Concurrency", Text($"{parameters.Clients:#,0} workers")),
            ("Rate limit", parameters.RatePerSecond is { } rate ? Text($"{rate:#,0.#} requests/s") : "0 (unlimited)"),
            ("Info hashes per worker", Text($"{settings.Hashes:#,0}")),
            ("Num want", Text($"{settings.Wanted}")),
            ("Swarms", Text($"{facts.Run.Parameters.Options.GetValueOrDefault(TrackerParameters.Swarms)}: {facts.Tracker.Plan.Swarms:#,0}")),
            ("Peers in answers", facts.Tracker.ChecksPeers() ? "checked: each must be a worker of its swarm" : $"not checked ({TrackerParameters.CheckPeers})"),
            ("Operations", settings.Mix.ToString()),
            ("Hashes per scrape", Text($"{settings.ScrapeHashes}")),
            ("Connection ID renewed after", $"half of {Durations.Format(settings.IdAge)} to the whole"),
            ("Loss deadline", Durations.Format(facts.Story.Scenario.OperationTimeout)),
            ("Retransmission", settings.Retransmits ? "15 * 2^n s (BEP 15)" : "none"),
            ("Sockets", settings.SocketPerWorker ? "one per worker" : Text($"at most {settings.Sockets} per generator thread, shared")));
    }

    private static string VersionOf(TrackerFacts facts) =>
        facts.Run.Labels.GetValueOrDefault(VersionLabel)
        ?? (facts.Run.Parameters.Embedded ? $"millrace {facts.Run.Environment.MillraceVersion}{(facts.Run.Environment.GitCommit is { } commit ? $" ({commit[..Math.Min(10, commit.Length)]})" : "")}"
            : $"not known: say it with --label {VersionLabel}=...");

    private static ResultTable Table(string name, string title, params (string Parameter, string? Value)[] rows) => new()
    {
        Name = name,
        Title = title,
        Columns = [new("Parameter"), new("Value")],
        Rows = [.. rows.Where(row => row.Value is not null).Select(row => new TableCell[] { row.Parameter, row.Value })],
    };
}
