using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>Tells the switchboard.</summary>
internal sealed class SwitchboardEvents(Switchboard switchboard) : ISessionEvents
{
    public void Ask(Session session, long now) => switchboard.Ask(session, now);

    public void Opened(Session session) => switchboard.Opened(session);

    public void Message(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload) => switchboard.Message(session, kind, payload);

    public void Gone(Session session, string why, bool isLost) => switchboard.Gone(session, why, isLost);
}
