using System.Collections.Frozen;
using Millrace.Engine;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Load;

/// <summary>Opens a client's connection, and gives beginnings and ends their words for the report.</summary>
internal static class Connecting
{
    private static readonly FrozenDictionary<int, string> _statuses = Enumerable.Range(100, 500).ToFrozenDictionary(status => status, status => $"http-{status}");

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
    public static string EndOf(WebSocketLink link) => link.CloseKind switch
    {
        WebSocketCloseKind.ByPeer => link.CloseCode == WebSocketCloseCode.TryAgainLater ? "evicted" : "closed-by-peer",
        WebSocketCloseKind.Vanished => "vanished",
        WebSocketCloseKind.TransportFailed => link.CloseError is LinkException failed ? ErrorKinds.Of(failed.Error) : ErrorKinds.Other,
        WebSocketCloseKind.ProtocolViolation => "protocol-violation",
        WebSocketCloseKind.SlowConsumer => "target-takes-nothing",
        WebSocketCloseKind.KeepAliveTimeout => "keep-alive-timeout",
        _ => ErrorKinds.Closed,
    };

    private static string KindOf(WebSocketConnectException e) => e switch
    {
        { IsTimeout: true } => ErrorKinds.TimedOut,
        { HttpStatus: { } status } => _statuses.GetValueOrDefault(status, "http"),
        { InnerException: LinkException link } => ErrorKinds.Of(link.Error),
        { Stage: WebSocketConnectStage.Resolve } => "name",
        { Stage: WebSocketConnectStage.Tls } => ErrorKinds.Tls,
        { Stage: WebSocketConnectStage.Upgrade } => "upgrade",
        _ => ErrorKinds.Other,
    };
}
