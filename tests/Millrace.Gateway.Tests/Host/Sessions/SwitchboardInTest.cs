using System.Text;
using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Host.Sessions;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host.Sessions;

/// <summary>
/// Stands where the switchboard does: writes down what it is told, lets everyone in under the last part of their path, and says what the test wants.
/// Used on the first shard's thread; what it has written down is read from anywhere.
/// </summary>
internal sealed class SwitchboardInTest : ISessionEvents
{
    private readonly Lock _lock = new();
    private readonly List<string> _told = [];
    private readonly Dictionary<string, Session> _sessions = [];
    private readonly Dictionary<string, Room> _rooms = [];

    public IReadOnlyList<ShardPort> Ports { get; private set; } = [];

    /// <summary>What becomes of a client that asks.</summary>
    public Action<Session> OnAsk { get; set; } = static session => session.Home.Answer(session, new ConnectionAnswer(101));

    public ISessionEvents Connect(IReadOnlyList<ShardPort> ports)
    {
        Ports = ports;
        return this;
    }

    public List<string> Told()
    {
        lock (_lock)
        {
            return [.. _told];
        }
    }

    public int Count(string start) => Told().Count(line => line.StartsWith(start, StringComparison.Ordinal));

    public Session Find(string id) => _sessions[id];

    public Room Room(string name)
    {
        if (!_rooms.TryGetValue(name, out Room? room))
        {
            _rooms.Add(name, room = new Room(name, Ports.Count));
        }

        return room;
    }

    public void Deliver(string id, string text) => Find(id).Home.Deliver(Find(id), WebSocketMessageKind.Text, Encoding.UTF8.GetBytes(text));

    public void DeliverToRoom(string name, string text) => DeliverToRoom(name, Encoding.UTF8.GetBytes(text));

    public void DeliverToRoom(string name, ReadOnlySpan<byte> payload)
    {
        foreach (ShardPort port in Ports)
        {
            port.DeliverToRoom(Room(name), WebSocketMessageKind.Text, payload);
        }
    }

    public void DeliverToAll(string text)
    {
        foreach (ShardPort port in Ports)
        {
            port.DeliverToAll(WebSocketMessageKind.Text, Encoding.UTF8.GetBytes(text));
        }
    }

    public void Join(string id, string room) => Find(id).Home.Join(Find(id), Room(room));

    public void Leave(string id, string room) => Find(id).Home.Leave(Find(id), Room(room));

    public void Ask(Session session, long now)
    {
        session.Id = session.Request!.Path.Split('/')[^1];
        _sessions[session.Id] = session;
        Write($"ask {session.Id}");
        OnAsk(session);
    }

    public void Opened(Session session) => Write($"opened {session.Id}");

    public void Message(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload) =>
        Write($"message {session.Id} {kind} {Encoding.UTF8.GetString(payload)}");

    public void Gone(Session session, string why, bool isLost) => Write($"gone {session.Id} {(isLost ? "lost" : "left")} {why}");

    private void Write(string line)
    {
        lock (_lock)
        {
            _told.Add(line);
        }
    }
}
