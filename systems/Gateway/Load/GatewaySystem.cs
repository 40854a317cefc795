using System.Runtime.CompilerServices;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Load;

/// <summary>The gateway as the lab sees it: any WebSocket echo server will do as its target.</summary>
public sealed class GatewaySystem : ISystemUnderLoad
{
    private readonly ConditionalWeakTable<Shard, EchoPayload> _payloads = [];
    private readonly ConditionalWeakTable<Scenario, WebSocketClientOptions> _options = [];

    /// <inheritdoc/>
    public SystemInfo Info => GatewayModes.Info;

    /// <inheritdoc/>
    public IReadOnlyList<Profile> Profiles => GatewayProfiles.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var problems = new List<string>();
        string read = scenario.Parameters.GetValueOrDefault(GatewayModes.Read, "true");
        if (read is not ("true" or "false"))
        {
            problems.Add($"{GatewayModes.Read} is '{read}'; it is true or false.");
        }

        if (read == "false" && scenario.Mode != GatewayModes.Blast)
        {
            problems.Add($"{GatewayModes.Read}=false makes sense in mode {GatewayModes.Blast} only; {scenario.Mode} waits for its replies.");
        }

        problems.AddRange(ClientTls.Validate(scenario.Tls));
        return problems;
    }

    /// <inheritdoc/>
    public TargetRecipe Embedded(Scenario scenario) => new(["serve", "gateway", "--echo", "--port", "0", "--ready-json"], "ws");

    /// <inheritdoc/>
    public VirtualClient NewClient(ClientSeat seat)
    {
        ArgumentNullException.ThrowIfNull(seat);
        Scenario scenario = seat.Scenario;
        WebSocketClientOptions options = _options.GetValue(scenario, ClientOptions.For);
        EchoPayload payload = _payloads.GetValue(seat.Shard, _ => new EchoPayload(scenario.PayloadBytes, scenario.Seed));
        return scenario.Mode == GatewayModes.Blast && scenario.Parameters.GetValueOrDefault(GatewayModes.Read) == "false"
            ? new DeafClient(payload, options)
            : new EchoClient(payload, options);
    }

    /// <inheritdoc/>
    public void Tell(RunStory story) => GatewayStory.Tell(story);
}
