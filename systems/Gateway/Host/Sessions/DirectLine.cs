using Millrace.Gateway.Host.Routing;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>The first shard's way to the switchboard, which is on the same thread: plain calls.</summary>
internal sealed class DirectLine(ISessionEvents events) : SwitchboardLine
{
    public override bool IsBehind => false;

    public override ValueTask WaitAsync() => default;

    public override void Ask(Session session) => events.Ask(session, Shard.Now);

    public override void Opened(Session session) => events.Opened(session);

    public override void Message(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload) => events.Message(session, kind, payload);

    public override void Gone(Session session, string why, bool isLost) => events.Gone(session, why, isLost);
}
