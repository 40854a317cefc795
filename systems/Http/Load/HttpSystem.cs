using System.Runtime.CompilerServices;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Http.Load.Clients;
using Millrace.Http.Load.Stories;
using Millrace.Results;

namespace Millrace.Http.Load;

/// <summary>A web server as the lab sees it: any that speaks HTTP/1.1 will do as its target.</summary>
public sealed class HttpSystem : ISystemUnderLoad
{
    private readonly ConditionalWeakTable<Scenario, HttpRun> _runs = [];
    private readonly ConditionalWeakTable<object, ReadOnce> _read = []; // by the parameters, which all scenarios of a search share

    /// <inheritdoc/>
    public SystemInfo Info => HttpModes.Info;

    /// <inheritdoc/>
    public IReadOnlyList<Profile> Profiles => HttpProfiles.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return [.. SettingsOf(scenario).Validate(scenario), .. ClientTls.Validate(scenario.Tls)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> OperationsOf(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return RunOf(scenario).Operations;
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Kept(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var kept = new Dictionary<string, string>(scenario.Parameters, StringComparer.Ordinal);
        if (kept.TryGetValue(HttpParameters.Headers, out string? headers))
        {
            kept[HttpParameters.Headers] = SecretText.Hide(headers);
        }

        foreach ((string name, string value) in SettingsOf(scenario).Contents)
        {
            kept[name] = value;
        }

        return kept;
    }

    /// <inheritdoc/>
    public TargetRecipe Embedded(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return new(["serve", "http", "--port", "0", .. RunOf(scenario).Settings.Serve, "--ready-json"], "http");
    }

    /// <inheritdoc/>
    public VirtualClient NewClient(ClientSeat seat)
    {
        ArgumentNullException.ThrowIfNull(seat);
        return new HttpUser(RunOf(seat.Scenario), seat);
    }

    /// <inheritdoc/>
    public void Tell(RunStory story)
    {
        ArgumentNullException.ThrowIfNull(story);
        HttpStory.Tell(story, RunOf(story.Scenario));
    }

    private HttpRun RunOf(Scenario scenario) => _runs.GetValue(scenario, scenario => new HttpRun(scenario, SettingsOf(scenario)));

    // Files are read once for a command line: a search tries dozens of loads, and all of them send the same.
    private HttpSettings SettingsOf(Scenario scenario)
    {
        if (!_read.TryGetValue(scenario.Parameters, out ReadOnce? read) || (read.PayloadBytes, read.Seed) != (scenario.PayloadBytes, scenario.Seed))
        {
            read = new ReadOnce(HttpSettings.Read(scenario), scenario.PayloadBytes, scenario.Seed);
            _read.AddOrUpdate(scenario.Parameters, read);
        }

        return read.Settings;
    }

    private sealed record ReadOnce(HttpSettings Settings, int PayloadBytes, long Seed);
}
