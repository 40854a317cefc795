using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Routing;

/// <summary>The way of messages from backends to clients.</summary>
internal sealed class Deliveries(ShardPort[] shards, Directory directory, RoomList rooms, Recovery recovery)
{
    // Clients that a broadcast on a shard reaches, by shard.
    private readonly int[] _clientsOn = new int[shards.Length];

    /// <summary>Counts a client in, or out, that has been accepted.</summary>
    public void Count(Session session, int change)
    {
        if (!session.IsTracked)
        {
            _clientsOn[session.Home.Index] += change;
        }
    }

    /// <summary>To one client. False where nobody has this id.</summary>
    public bool TrySend(ReadOnlySpan<char> id, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (directory.Find(id) is not { } session)
        {
            return false;
        }

        if (session.IsTracked)
        {
            SharedPayload? shared = null;
            recovery.Send(session, kind, payload, ref shared);
        }
        else
        {
            session.Home.Deliver(session, kind, payload);
        }

        return true;
    }

    /// <summary>To every member of a room. False where there is no such room.</summary>
    public bool TrySendToRoom(ReadOnlySpan<char> name, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (rooms.Find(name) is not { } room)
        {
            return false;
        }

        foreach (ShardPort shard in shards)
        {
            if (room.MembersOn[shard.Index] > 0)
            {
                shard.DeliverToRoom(room, kind, payload);
            }
        }

        if (room.Tracked is { Count: > 0 } tracked)
        {
            SharedPayload? shared = null;
            foreach (Session session in tracked)
            {
                recovery.Send(session, kind, payload, ref shared);
            }
        }

        return true;
    }

    /// <summary>To everyone.</summary>
    public void SendToAll(WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        foreach (ShardPort shard in shards)
        {
            if (_clientsOn[shard.Index] > 0)
            {
                shard.DeliverToAll(kind, payload);
            }
        }

        if (recovery.HasTracked)
        {
            SharedPayload? shared = null;
            foreach (Session session in recovery.Tracked)
            {
                recovery.Send(session, kind, payload, ref shared);
            }
        }
    }
}
