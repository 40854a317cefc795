using Millrace.Shards;
using Millrace.WebSockets.Handshake;

namespace Millrace.WebSockets;

/// <summary>The client's side of the opening handshake.</summary>
public static class WebSocketClient
{
    /// <summary>
    /// Opens a connection to a ws or wss address. Fails with <see cref="WebSocketConnectException"/>, or with
    /// <see cref="ArgumentException"/> for an address or options that can not work. On the shard's thread.
    /// </summary>
    public static ValueTask<WebSocketLink> ConnectAsync(
        Shard shard, Uri address, WebSocketClientOptions? options = null, CancellationToken cancellationToken = default) =>
        new ClientConnect(shard, address, options ?? WebSocketClientOptions.Default).RunAsync(cancellationToken);

    /// <summary>Opens a connection over a link that is connected already, such as a tunnel. Takes the link over.</summary>
    public static ValueTask<WebSocketLink> UpgradeAsync(
        Link link, Uri address, WebSocketClientOptions? options = null, CancellationToken cancellationToken = default) =>
        new ClientHandshake(link, address, options ?? WebSocketClientOptions.Default).RunAsync(cancellationToken);
}
