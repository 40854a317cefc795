using Millrace.Gateway.Host.Listening;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>
/// What the gateway does with its clients, beyond carrying their bytes. Every call but <see cref="Start"/> comes on the connection's own shard:
/// first one <see cref="DecideAsync"/>; where that let the client in, one <see cref="OnOpen"/>, then each message in order, then one <see cref="OnClose"/>;
/// last of all one <see cref="OnEnd"/>.
/// </summary>
internal abstract class ClientSessions
{
    /// <summary>Time for <see cref="DecideAsync"/>, which is not the client's to spend; null where it decides at once.</summary>
    public virtual TimeSpan? DecideTimeout => null;

    /// <summary>The shards are there and will accept next.</summary>
    public virtual void Start(IReadOnlyList<GatewayShard> shards)
    {
    }

    /// <summary>Whether a client may come in. The token is cancelled when it leaves.</summary>
    public virtual ValueTask<UpgradeDecision> DecideAsync(ClientConnection client, UpgradeRequest request, CancellationToken leaving) =>
        new(UpgradeDecision.Accept());

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

    /// <summary>The connection is over, whether it ever became a client or not.</summary>
    public virtual void OnEnd(ClientConnection client)
    {
    }
}
