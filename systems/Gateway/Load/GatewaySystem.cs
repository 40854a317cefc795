using System.Runtime.CompilerServices;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Gateway.Load.Rooms;
using Millrace.Gateway.Load.Stories;
using Millrace.Gateway.Load.Subject;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Load;

/// <summary>The gateway as the lab sees it: any WebSocket echo server will do as its target, and any gateway with a backend that echoes or serves rooms.</summary>
public sealed class GatewaySystem : ISystemUnderLoad
{
    private readonly ConditionalWeakTable<Shard, EchoPayload> _payloads = [];
    private readonly ConditionalWeakTable<Shard, RoomPayload> _roomPayloads = [];
    private readonly ConditionalWeakTable<Scenario, WebSocketClientOptions> _options = [];

    /// <inheritdoc/>
    public SystemInfo Info => GatewayModes.Info;

    /// <inheritdoc/>
    public IReadOnlyList<Profile> Profiles => GatewayProfiles.All;

    /// <inheritdoc/>
    public IReadOnlyList<string> Validate(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        return [.. GatewaySettings.Validate(scenario), .. BackendRecipe.Validate(scenario), .. ClientTls.Validate(scenario.Tls)];
    }

    /// <inheritdoc/>
    public TargetRecipe Embedded(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        IReadOnlyList<string> further = OptionWords.In(scenario.Parameters.GetValueOrDefault(GatewayModes.Serve, ""));
        return GatewayModes.NeedsBackend(scenario.Mode)
            ? new(["serve", "gateway", "--port", "0", "--backend-port", "0", .. further, "--ready-json"], "ws") { Companions = [BackendRecipe.Of(scenario)] }
            : new(["serve", "gateway", "--echo", "--port", "0", .. further, "--ready-json"], "ws");
    }

    /// <inheritdoc/>
    public VirtualClient NewClient(ClientSeat seat)
    {
        ArgumentNullException.ThrowIfNull(seat);
        Scenario scenario = seat.Scenario;
        WebSocketClientOptions options = _options.GetValue(scenario, ClientOptions.For);
        if (scenario.Mode == GatewayModes.Rooms)
        {
            return RoomMemberOf(seat, options);
        }

        EchoPayload payload = _payloads.GetValue(seat.Shard, _ => new EchoPayload(scenario.PayloadBytes, scenario.Seed));
        return scenario.Mode == GatewayModes.Blast && scenario.Parameters.GetValueOrDefault(GatewayModes.Read) == "false"
            ? new DeafClient(payload, options)
            : new EchoClient(payload, options);
    }

    /// <inheritdoc/>
    public void Tell(RunStory story) => GatewayStory.Tell(story);

    private VirtualClient RoomMemberOf(ClientSeat seat, WebSocketClientOptions options)
    {
        RunRooms rooms = RunRooms.Of(seat.Scenario);
        if (rooms.Plan.IsSlow(seat.Index))
        {
            return new SlowMember(rooms.Plan.RoomOf(seat.Index), options);
        }

        RoomPayload payload = _roomPayloads.GetValue(seat.Shard, _ => new RoomPayload(seat.Scenario.PayloadBytes, seat.Scenario.Seed));
        return new RoomClient(rooms.Of(seat.Index), rooms.Plan.Publishes(seat.Index), payload, options);
    }
}
