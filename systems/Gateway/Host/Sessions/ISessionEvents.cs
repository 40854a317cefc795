using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>What clients do, as the switchboard is told, on its thread; a test may listen instead. It must not wait, and is not called back into.</summary>
internal interface ISessionEvents
{
    /// <summary>A client asks to come in.</summary>
    void Ask(Session session, long now);

    /// <summary>An accepted client's 101 is out.</summary>
    void Opened(Session session);

    /// <summary>A connected client sent a message.</summary>
    void Message(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload);

    /// <summary>A client that asked is gone; not told of one that was refused before it left.</summary>
    void Gone(Session session, string why, bool isLost);
}
