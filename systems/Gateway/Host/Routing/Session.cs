using System.Net;
using Millrace.Gateway.Host.Sessions;

namespace Millrace.Gateway.Host.Routing;

/// <summary>
/// One client as the gateway knows it, from the question whether it may come in to its last event. The switchboard owns it: all but
/// what is said otherwise is used on the switchboard's thread.
/// </summary>
internal sealed class Session
{
    public Session(ShardPort home, ClientRequest request) => (Home, Request, Remote, Seat) = (home, request, request.Remote, new(this));

    /// <summary>The shard that has the client's connection; deliveries go through it.</summary>
    public ShardPort Home { get; set; }

    /// <summary>What the client asked with; null once nobody needs it any more, because it is larger than all the rest.</summary>
    public ClientRequest? Request { get; set; }

    /// <summary>The client's address and port.</summary>
    public IPEndPoint Remote { get; }

    /// <summary>The client's id, unique in the gateway; empty until a backend has accepted it.</summary>
    public string Id { get; set; } = "";

    /// <summary>
    /// The JSON object <c>{"client_id":…,"room_id":…,"metadata":{…}}</c> of every event about this client, ready to be copied; empty until
    /// a backend has accepted it.
    /// </summary>
    public byte[] Context { get; set; } = [];

    /// <summary>The backend that gets this client's events, as long as it lives; null before there is one.</summary>
    public Backend? Owner { get; set; }

    /// <summary>The rooms that the client is in.</summary>
    public List<Room> Rooms { get; } = [];

    /// <summary>How far the client has come.</summary>
    public SessionState State { get; set; }

    /// <summary>
    /// True for a client with recovery: each of its messages comes as a <see cref="ShardPort.Deliver"/> of its own, because the switchboard counts and
    /// keeps them. Its shard leaves it out of <see cref="ShardPort.DeliverToAll"/>, never makes it a member of a room, and closes it rather than dropping one of
    /// its messages. Final when <see cref="ShardPort.Answer"/> is called.
    /// </summary>
    public bool IsTracked { get; set; }

    /// <summary>The question about it that is under way.</summary>
    public Question? Question { get; set; }

    /// <summary>Backends have been told that it is connected, so they are told when it is not.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>A backend asked it to leave: it does not come back.</summary>
    public bool IsDismissed { get; set; }

    /// <summary>Why it could not be let in, for the <c>error</c> event.</summary>
    public string Failure { get; set; } = "";

    /// <summary>The backend because of which it is not read; null while it is read.</summary>
    public BackendLedger? HeldBy { get; set; }

    /// <summary>Its place among the clients of the backend that gets its events.</summary>
    public LinkedListNode<Session> Seat { get; }

    /// <summary>Bytes of the last message that it sent.</summary>
    public int LastLength { get; set; }

    /// <summary>What was sent to it, where it is tracked; null otherwise.</summary>
    public History? History { get; set; }

    /// <summary>The session of the same client's newer connection, once that has taken over.</summary>
    public Session? Successor { get; set; }

    /// <summary>The connection itself. Used on the home shard's thread only.</summary>
    public ClientConnection? Connection { get; set; }
}
