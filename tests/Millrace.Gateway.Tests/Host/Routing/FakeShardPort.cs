using System.Text;
using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host.Routing;

/// <summary>A shard that notes what the switchboard asks of it, and keeps the members that a real one would have.</summary>
internal sealed class FakeShardPort(int index) : ShardPort
{
    private readonly HashSet<(Session, Room)> _members = [];
    private readonly HashSet<Session> _clients = [];

    public List<(Session Session, ConnectionAnswer Answer)> Answers { get; } = [];

    /// <summary>Clients that were not let in.</summary>
    public HashSet<Session> Refused { get; } = [];

    /// <summary>What each client got, in order: text as it is, binary as hexadecimal digits after "bin:".</summary>
    public Dictionary<Session, List<string>> Received { get; } = [];

    public List<(Session Session, int Code, string Reason)> Closed { get; } = [];

    public HashSet<Session> Held { get; } = [];

    /// <summary>Every call that reaches more than one client, as the switchboard made it.</summary>
    public List<string> FanOuts { get; } = [];

    public int Memberships => _members.Count;

    public override int Index => index;

    public override bool IsBehind => Behind;

    public bool Behind { get; set; }

    /// <summary>While true nothing is noted, so that a test may count what the switchboard allocates.</summary>
    public bool IsSilent { get; set; }

    public long SilentCalls { get; private set; }

    public override void Answer(Session session, in ConnectionAnswer answer)
    {
        Answers.Add((session, answer));
        if (!answer.IsAccepted)
        {
            Refused.Add(session);
        }

        if (answer.IsAccepted && !session.IsTracked)
        {
            _clients.Add(session);
        }
    }

    public override void Deliver(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (IsSilent)
        {
            SilentCalls++;
            return;
        }

        Assert.Same(this, session.Home);
        Give(session, kind, payload);
    }

    public override void DeliverToRoom(Room room, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (IsSilent)
        {
            SilentCalls++;
            return;
        }

        FanOuts.Add(room.Name);
        foreach ((Session session, Room joined) in _members)
        {
            if (joined == room)
            {
                Give(session, kind, payload);
            }
        }
    }

    public override void DeliverToAll(WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        FanOuts.Add("*");
        foreach (Session session in _clients)
        {
            Give(session, kind, payload);
        }
    }

    public override void Join(Session session, Room room)
    {
        Assert.False(session.IsTracked);
        Assert.True(_members.Add((session, room)), "A client joins a room once.");
    }

    public override void Leave(Session session, Room room) => Assert.True(_members.Remove((session, room)), "A client leaves a room that it is in.");

    public override void Close(Session session, WebSocketCloseCode code, string reason) => Closed.Add((session, (int)code, reason));

    public override void Hold(Session session) => Assert.True(Held.Add(session), "A client is held once.");

    public override void Resume(Session session) => Assert.True(Held.Remove(session), "A client that is resumed has been held.");

    /// <summary>The connection is gone, as the shard sees it.</summary>
    public void Drop(Session session)
    {
        _clients.Remove(session);
        Held.Remove(session);
    }

    private void Give(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (!Received.TryGetValue(session, out List<string>? messages))
        {
            Received.Add(session, messages = []);
        }

        messages.Add(kind == WebSocketMessageKind.Text ? Encoding.UTF8.GetString(payload) : "bin:" + Convert.ToHexString(payload));
    }
}
