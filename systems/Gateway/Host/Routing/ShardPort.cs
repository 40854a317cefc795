using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Routing;

/// <summary>
/// The switchboard's way to the clients of one shard. Called on the switchboard's thread; what is said here happens on the shard, in
/// this order. Payloads are copied or sent before a call returns. No call may call the switchboard back before it returns: what follows from
/// it (an answered client's 101 is out, a closed one is gone) is told in a later turn of the loop, or by mail.
/// </summary>
internal abstract class ShardPort
{
    /// <summary>The shard's number, from 0: the index into <see cref="Room.Local"/> and <see cref="Room.MembersOn"/>.</summary>
    public abstract int Index { get; }

    /// <summary>True while more waits on the way to the shard than should: backends are not read until it is false again.</summary>
    public abstract bool IsBehind { get; }

    /// <summary>Answers the question of a client that waits at its opening handshake.</summary>
    public abstract void Answer(Session session, in ConnectionAnswer answer);

    /// <summary>Sends a message to one client. One that is accepted but not connected yet gets it first thing.</summary>
    public abstract void Deliver(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload);

    /// <summary>Sends a message to the members of a room on this shard.</summary>
    public abstract void DeliverToRoom(Room room, WebSocketMessageKind kind, ReadOnlySpan<byte> payload);

    /// <summary>Sends a message to every client that was accepted on this shard, but for those that are <see cref="Session.IsTracked"/>.</summary>
    public abstract void DeliverToAll(WebSocketMessageKind kind, ReadOnlySpan<byte> payload);

    /// <summary>Makes a client of this shard a member of a room; at its acceptance this comes just after its <see cref="Answer"/>.</summary>
    public abstract void Join(Session session, Room room);

    /// <summary>Ends that; it comes for every <see cref="Join"/>, also when the client's connection has ended before.</summary>
    public abstract void Leave(Session session, Room room);

    /// <summary>Asks a client to leave.</summary>
    public abstract void Close(Session session, WebSocketCloseCode code, string reason);

    /// <summary>Stops reading a client, because its backend does not keep up.</summary>
    public abstract void Hold(Session session);

    /// <summary>Reads a client again; it may be gone by now.</summary>
    public abstract void Resume(Session session);
}
