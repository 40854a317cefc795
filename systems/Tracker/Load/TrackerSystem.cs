using System.Runtime.CompilerServices;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Shards;
using Millrace.Tracker.Load.Stories;
using Millrace.Tracker.Load.Workers;

namespace Millrace.Tracker.Load;

/// <summary>The tracker as the lab sees it: any tracker that speaks BEP 15 will do as its target.</summary>
public sealed class TrackerSystem : ISystemUnderLoad
{
    private readonly ConditionalWeakTable<Scenario, TrackerRun> _runs = [];
    private readonly ConditionalWeakTable<Shard, ShardPorts> _ports = [];

    /// <inheritdoc/>
    public SystemInfo Info => TrackerModes.Info;

    /// <inheritdoc/>
    public IReadOnlyList<Profile> Profiles => TrackerProfiles.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        List<string> problems = [.. TrackerSettings.Validate(scenario)];
        // Here, because this is before anything is started: a tracker that serves only what is listed needs the list when the first worker asks, and no shard may wait for a disk.
        if (problems.Count == 0 && scenario.Parameters.GetValueOrDefault(TrackerParameters.HashList) is { Length: > 0 } && RunOf(scenario).WriteHashes() is { } unwritable)
        {
            problems.Add(unwritable);
        }

        return problems;
    }

    /// <inheritdoc/>
    public TargetRecipe Embedded(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        TrackerSettings settings = TrackerSettings.Read(scenario.Parameters, out _);
        IReadOnlyList<string> serve = OptionWords.In(settings.Serve);

        // All workers share one address, so a limit for each address would be one for all of them; who asks for one gets it.
        IEnumerable<string> unlimited = ((string[])["--connect-rate", "--request-rate"]).Where(limit => !OptionWords.Names(serve, limit)).SelectMany(limit => (string[])[limit, "0"]);
        return new(["serve", "tracker", "--port", "0", .. unlimited, .. serve, "--ready-json"], settings.IsIPv6 ? "udp6" : "udp");
    }

    /// <inheritdoc/>
    public VirtualClient NewClient(ClientSeat seat)
    {
        ArgumentNullException.ThrowIfNull(seat);
        return new TrackerWorker(seat, _ports.GetValue(seat.Shard, shard => new ShardPorts(shard, RunOf(seat.Scenario))));
    }

    /// <inheritdoc/>
    public void Tell(RunStory story)
    {
        ArgumentNullException.ThrowIfNull(story);
        TrackerStory.Tell(story, RunOf(story.Scenario));
    }

    private TrackerRun RunOf(Scenario scenario) => _runs.GetValue(scenario, static scenario => new TrackerRun(scenario));
}
