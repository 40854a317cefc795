using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>
/// What the gateway does with its clients, beyond carrying their bytes. Every call comes on the connection's own shard: first
/// one <see cref="OnOpen"/>, then each message in order, last one <see cref="OnClose"/>.
/// </summary>
internal abstract class ClientSessions
{
    /// <summary>A client has connected.</summary>
    public virtual void OnOpen(ClientConnection client)
    {
    }

    /// <summary>
    /// A client sent a message, whose payload is valid until the returned task completes. The next message is read only then,
    /// so waiting here pushes back on the client.
    /// </summary>
    public abstract ValueTask OnMessageAsync(ClientConnection client, in WebSocketMessage message);

    /// <summary>A client is gone, for whatever reason; nothing can be sent to it any more.</summary>
    public virtual void OnClose(ClientConnection client, WebSocketCloseKind kind)
    {
    }
}
