using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>One shard's way to the switchboard; used on the shard's thread. What is said arrives in the order it was said.</summary>
internal abstract class SwitchboardLine
{
    /// <summary>True while more is under way than should be: clients are not read meanwhile.</summary>
    public abstract bool IsBehind { get; }

    /// <summary>Completes when clients may be read again.</summary>
    public abstract ValueTask WaitAsync();

    /// <inheritdoc cref="ISessionEvents.Ask"/>
    public abstract void Ask(Session session);

    /// <inheritdoc cref="ISessionEvents.Opened"/>
    public abstract void Opened(Session session);

    /// <inheritdoc cref="ISessionEvents.Message"/>
    public abstract void Message(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload);

    /// <inheritdoc cref="ISessionEvents.Gone"/>
    public abstract void Gone(Session session, string why, bool isLost);
}
