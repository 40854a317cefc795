using Millrace.Shards;
using Millrace.WebSockets.Handshake;

namespace Millrace.WebSockets;

/// <summary>The server's side of the opening handshake.</summary>
public static class WebSocketServer
{
    /// <summary>
    /// Reads a request, decides, and answers it. A refusal has been sent and the link closed when this returns; so has a
    /// client that broke the rules, took too long or left: none of that throws. Cancelling drops the client and throws. Takes the link
    /// over. On the link's shard. The options are used as they are: validate them once, where they come from.
    /// </summary>
    public static ValueTask<WebSocketAccept> AcceptAsync(
        Link link, WebSocketServerOptions options, CancellationToken cancellationToken = default) =>
        new ServerHandshake(link, options).RunAsync(cancellationToken);
}
