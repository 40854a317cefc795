using Millrace.Engine;
using Millrace.Engine.Http;
using Millrace.WebSockets;

namespace Millrace.Gateway.Load;

/// <summary>Opens a client's connection, and gives beginnings and ends their words for the report.</summary>
internal static class Connecting
{
    /// <summary>Opens a connection to an address of the target's. Throws <see cref="ClientException"/>.</summary>
    public static async ValueTask<WebSocketLink> OpenAsync(StepContext context, Uri address, WebSocketClientOptions options)
    {
        try
        {
            return await WebSocketClient.ConnectAsync(context.Shard, address, options, context.ConnectCancellation);
        }
        catch (WebSocketConnectException e)
        {
            throw new ClientException(KindOf(e), e.Message, e);
        }
    }

    /// <summary>How a connection ended.</summary>
    public static string EndOf(WebSocketLink link) =>
        link is { CloseKind: WebSocketCloseKind.ByPeer, CloseCode: WebSocketCloseCode.TryAgainLater } ? "evicted" : WebSocketWords.OfEnd(link, ErrorKinds.Of);

    private static string KindOf(WebSocketConnectException e) => WebSocketWords.OfFailure(e, ErrorKinds.Of, HttpRoute.KindOf);
}
