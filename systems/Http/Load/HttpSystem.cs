using System.Runtime.CompilerServices;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Http.Load.Clients;
using Millrace.Http.Load.Stories;

namespace Millrace.Http.Load;

/// <summary>A web server as the lab sees it: any that speaks HTTP/1.1 will do as its target.</summary>
public sealed class HttpSystem : ISystemUnderLoad
{
    private readonly ConditionalWeakTable<Scenario, HttpRun> _runs = [];

    /// <inheritdoc/>
    public SystemInfo Info => HttpModes.Info;

    /// <inheritdoc/>
    public IReadOnlyList<Profile> Profiles => HttpProfiles.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return [.. HttpSettings.Validate(scenario), .. ClientTls.Validate(scenario.Tls)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> OperationsOf(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return RunOf(scenario).Operations;
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

    private HttpRun RunOf(Scenario scenario) => _runs.GetValue(scenario, static scenario => new HttpRun(scenario));
}
