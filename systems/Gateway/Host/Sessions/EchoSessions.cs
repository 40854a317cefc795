using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>Sends each message back to its client in the same kind. A client that does not read its echo is not read either.</summary>
internal sealed class EchoSessions : ClientSessions
{
    public override ValueTask OnMessageAsync(ClientConnection client, in WebSocketMessage message) =>
        client.SendAsync(message.Kind, message.Payload);
}
