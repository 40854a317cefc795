using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Http.Load;
using Millrace.Http.Load.Clients;
using Millrace.Http.Load.Stories;

namespace Millrace.Http.Tests.Load;

/// <summary>The HTTP system with settings that nobody could have read from anywhere.</summary>
internal sealed class MistakenSystem(Scenario scenario, HttpSettings settings) : ISystemUnderLoad
{
    private readonly HttpRun _run = new(scenario, settings);

    public SystemInfo Info => Scenarios.System.Info;

    public IReadOnlyList<Profile> Profiles => Scenarios.System.Profiles;

    public IReadOnlyList<string> Validate(Scenario scenario) => [];

    public TargetRecipe Embedded(Scenario scenario) => Scenarios.System.Embedded(scenario);

    public VirtualClient NewClient(ClientSeat seat) => new HttpUser(_run, seat);

    public void Tell(RunStory story) => HttpStory.Tell(story, _run);
}
