using System.Runtime.CompilerServices;
using Millrace.Gateway.Host.Admission;
using Millrace.Gateway.Host.Listening;
using Millrace.Gateway.Host.Routing;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>
/// Clients that backends serve: each is asked about at its opening handshake, what it does is told to the switchboard, and what the switchboard
/// says is delivered to it. On the first shard by plain calls, on the others by mail.
/// </summary>
/// <param name="options">How messages are delivered.</param>
/// <param name="connect">Makes the switchboard, once there are the ways to the clients of every shard. Called before anything is accepted.</param>
internal sealed class RoutedSessions(DeliveryOptions options, Func<IReadOnlyList<ShardPort>, ISessionEvents> connect) : ClientSessions
{
    private ShardDelivery[] _deliveries = [];
    private ShardPort[] _ports = [];
    private SwitchboardLine[] _lines = [];

    public override TimeSpan? DecideTimeout => options.AnswerTimeout;

    public override void Start(IReadOnlyList<GatewayShard> shards)
    {
        _deliveries = [.. shards.Select(shard => new ShardDelivery(shard, options))];
        _ports = [.. _deliveries.Select(PortTo)];
        ISessionEvents events = connect(_ports);
        _lines = [.. shards.Select(LineFrom)];

        ShardPort PortTo(ShardDelivery delivery) => delivery.Index == 0
            ? delivery
            : new MailedPort(delivery.Index, new Mail(shards[0].Shard, shards[delivery.Index].Shard, new MailedDelivery(delivery, shards[0].Context.Log), options.MaxMailBytes));

        SwitchboardLine LineFrom(GatewayShard shard) => shard.Index == 0
            ? new DirectLine(events)
            : new MailedLine(new Mail(shard.Shard, shards[0].Shard, new MailedEvents(events, shard.Context.Log), options.MaxMailBytes));
    }

    public override async ValueTask<UpgradeDecision> DecideAsync(ClientConnection client, UpgradeRequest request, CancellationToken leaving)
    {
        int shard = client.Home.Index;
        Session session = new(_ports[shard], RequestHeaders.ToClientRequest(request, client.Remote)) { Connection = client };
        RoutedClient routed = new(client, session, _lines[shard]);
        client.Routed = routed;
        routed.Line.Ask(session);
        ConnectionAnswer answer = await routed.AnsweredAsync(leaving);
        if (answer.IsAccepted)
        {
            return UpgradeDecision.Accept(answer.Subprotocol);
        }

        client.RefuseFor(ReasonOf(answer));
        int status = answer.Status is >= 400 and <= 599 ? answer.Status : 502;
        return UpgradeDecision.Refuse(status, answer.Reason, answer.RetryAfter);
    }

    public override void OnOpen(ClientConnection client)
    {
        RoutedClient routed = client.Routed!;
        routed.Line.Opened(routed.Session);
        _deliveries[client.Home.Index].Open(routed, client.Socket!);
    }

    public override ValueTask OnMessageAsync(ClientConnection client, in WebSocketMessage message)
    {
        RoutedClient routed = client.Routed!;
        if (routed.IsHeld || routed.Line.IsBehind)
        {
            return PassOnAsync(routed, message);
        }

        routed.Line.Message(routed.Session, message.Kind, message.Payload.Span);
        return routed.IsHeld || routed.Line.IsBehind ? WaitAsync(routed) : default;
    }

    public override void OnClose(ClientConnection client, WebSocketCloseKind kind)
    {
        RoutedClient routed = client.Routed!;
        (routed.Why, routed.IsLost) = Departure.Of(client.Socket!, kind);
    }

    public override void OnEnd(ClientConnection client)
    {
        if (client.Routed is not { } routed)
        {
            return;
        }

        _deliveries[client.Home.Index].End(routed);
        routed.Session.Connection = null;
        if (!routed.IsRefused)
        {
            routed.Line.Gone(routed.Session, routed.Why, routed.IsLost);
        }
    }

    private static RefusalReason ReasonOf(in ConnectionAnswer answer) => answer.Status switch
    {
        409 => RefusalReason.Duplicate,
        502 => RefusalReason.BadAnswer,
        503 when answer.IsBusy => RefusalReason.Busy,
        503 => RefusalReason.NoBackend,
        504 => RefusalReason.BackendTimeout,
        _ => RefusalReason.Rejected,
    };

    [AsyncMethodBuilder(typeof(ShardMethodBuilder))]
    private static async ValueTask PassOnAsync(RoutedClient client, WebSocketMessage message)
    {
        await WaitAsync(client);
        client.Line.Message(client.Session, message.Kind, message.Payload.Span);
        await WaitAsync(client);
    }

    // While it waits the client is not read, so its own connection pushes back on it.
    [AsyncMethodBuilder(typeof(ShardMethodBuilder))]
    private static async ValueTask WaitAsync(RoutedClient client)
    {
        while (client.IsHeld || client.Line.IsBehind)
        {
            if (!client.Link!.IsOpen)
            {
                // It is being closed, and may have been because its backend does not keep up: what it says is not waited for any longer.
                throw new OperationCanceledException("The connection is closing.");
            }

            if (client.IsHeld)
            {
                await client.ChangedAsync();
            }
            else
            {
                await client.Line.WaitAsync();
            }
        }
    }
}
