using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Running;

namespace Millrace.Cli.Tests;

/// <summary>A system with two profiles, three modes and settings, and no clients.</summary>
internal sealed class FakeSystem : ISystemUnderLoad
{
    public SystemInfo Info { get; init; } = new()
    {
        Name = "gateway",
        Description = "a WebSocket gateway",
        Operations = ["echo"],
        Modes =
        [
            new ModeInfo("pingpong", "one message at a time", new Closed()),
            new ModeInfo("echo", "a window of messages in flight", new Flood(64), 64),
            new ModeInfo("blast", "as fast as the window allows", new Flood(1024), 1024),
        ],
        Schemes = ["ws", "wss"],
        Parameters = [new ParameterInfo("read", "whether clients read their answers", "true"), new ParameterInfo("path", "path of the handshake", "/ws/")],
        Companions = [new CompanionInfo("backend", "answers what the gateway passes on")],
        MinPayloadBytes = 16,
        MaxPayloadBytes = 65536,
    };

    /// <summary>What it says over all runs of a suite.</summary>
    public Func<IReadOnlyList<Millrace.Results.RunFile>, SuiteStory> Suite { get; init; } = _ => SuiteStory.Empty;

    public IReadOnlyList<Profile> Profiles { get; init; } =
    [
        new Profile { Name = "baseline", Description = "a hundred clients", Mode = "pingpong", Thresholds = ["loss=0"] },
        new Profile { Name = "stress", Description = "five thousand clients", Mode = "pingpong", Clients = 5000, Duration = TimeSpan.FromSeconds(17) },
    ];

    public IReadOnlyList<string> Validate(Scenario scenario) => scenario.Clients > 100_000 ? ["more than 100000 clients cannot be driven"] : [];

    public TargetRecipe Embedded(Scenario scenario) => new(["serve", "gateway"], "ws");

    public VirtualClient NewClient(ClientSeat seat) => throw new NotSupportedException("No client is ever made in these tests.");

    public SuiteStory TellSuite(IReadOnlyList<Millrace.Results.RunFile> runs) => Suite(runs);

    public void Tell(RunStory story) => throw new NotSupportedException("No run is ever told in these tests.");
}
