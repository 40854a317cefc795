using Millrace.Gateway.Host.Listening;
using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>
/// Delivers to the clients of one shard, on its thread: what the switchboard says to the first shard, and what mail says to the others. No delivery
/// waits for a client: one that does not keep up is dealt with by the policy, the others are not held up.
/// </summary>
/// <remarks>
/// Consecutive messages to the same clients are gathered and sent as one run; anything else, and the end of the turn, sends it first. Nothing here
/// runs a client's own code: what an eviction or an answer leads to happens in a later turn.
/// </remarks>
internal sealed class ShardDelivery(GatewayShard home, DeliveryOptions options) : ShardPort
{
    private const int Block = 16;

    private static readonly Action<object?> s_flush = static state => ((ShardDelivery)state!).Flush();

    private readonly LocalRoom _everyone = new(null);
    private readonly MessageRun _run = new();
    private readonly SlowClients _slow = new(home.Counters, options);
    private LocalRoom? _target;

    public override int Index => home.Index;

    public override bool IsBehind => false;

    public override void Answer(Session session, in ConnectionAnswer answer)
    {
        Flush();
        if (Find(session) is not { } client)
        {
            return;
        }

        client.Answer(answer);
        if (answer.IsAccepted && !session.IsTracked)
        {
            _everyone.Add(client);
        }
    }

    public override void Deliver(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        Flush();
        if (Find(session) is not { IsAccepted: true } client)
        {
            return;
        }

        if (client.Link is { } link && WebSocketFrame.LengthOf(payload.Length) <= options.MaxQueueBytes)
        {
            long dropped = link.DroppedMessages;
            bool isSent = link.TrySend(kind, payload);
            home.Counters.MessagesDropped += link.DroppedMessages - dropped; // room is made even where it is not enough in the end
            if (isSent)
            {
                home.Counters.MessagesOut++;
                home.Counters.BytesOut += payload.Length;
                return;
            }
        }

        _run.Add(kind, payload);
        _slow.SendEach(client, _run);
        _run.Clear();
    }

    public override void DeliverToRoom(Room room, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (room.Local[Index] is LocalRoom local)
        {
            Gather(local, kind, payload);
        }
    }

    public override void DeliverToAll(WebSocketMessageKind kind, ReadOnlySpan<byte> payload) => Gather(_everyone, kind, payload);

    public override void Join(Session session, Room room)
    {
        Flush();
        if (Find(session) is { } client)
        {
            ((LocalRoom)(room.Local[Index] ??= new LocalRoom(room))).Add(client);
        }
    }

    public override void Leave(Session session, Room room)
    {
        Flush();
        if (Find(session) is { } client && room.Local[Index] is LocalRoom local && client.SeatIn(local) is >= 0 and int seat)
        {
            Unseat(client, seat);
        }
    }

    public override void Close(Session session, WebSocketCloseCode code, string reason)
    {
        Flush();
        if (Find(session) is not { } client)
        {
            return;
        }

        (code, reason) = WebSocketLink.CanClose(code, reason) ? (code, reason) : (WebSocketCloseCode.Normal, "");
        if (client.Link is null)
        {
            client.CloseOnceOpen ??= (code, reason);
        }
        else
        {
            client.Connection.BeginClose(code, reason);
        }
    }

    public override void Hold(Session session) => Find(session)?.Hold();

    public override void Resume(Session session) => Find(session)?.Resume();

    /// <summary>A client's 101 is out: it gets what was sent to it since it was accepted, first thing.</summary>
    public void Open(RoutedClient client, WebSocketLink link)
    {
        if (client.Session.IsTracked)
        {
            link.WhenSendQueueIsFull = SendQueuePolicy.Refuse;
        }

        client.Open(link);
        _slow.SendEarly(client);
        if (client.CloseOnceOpen is { } close)
        {
            link.BeginClose(close.Code, close.Reason);
        }
    }

    /// <summary>A client is gone.</summary>
    public void End(RoutedClient client)
    {
        client.End();
        while (client.Seats.Count > 0)
        {
            Unseat(client, client.Seats.Count - 1);
        }
    }

    private static RoutedClient? Find(Session session) => session.Connection?.Routed is { IsGone: false } client ? client : null;

    private void Unseat(RoutedClient client, int seat)
    {
        LocalRoom local = client.Seats[seat].Room;
        local.Remove(client, seat);
        if (local is { Count: 0, Room: { } room })
        {
            room.Local[Index] = null;
        }
    }

    private void Gather(LocalRoom target, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (_target != target || !_run.Fits(payload.Length))
        {
            Flush();
        }

        if (_target is null)
        {
            _target = target;
            home.Shard.AtEndOfTurn(s_flush, this);
        }

        _run.Add(kind, payload);
    }

    private void Flush()
    {
        if (_target is not { } target)
        {
            return;
        }

        _target = null;
        try
        {
            long sent = 0;
            ReadOnlySpan<WebSocketLink?> links = target.Links;
            for (int at = 0; at < links.Length; at += Block)
            {
                ReadOnlySpan<WebSocketLink?> block = links.Slice(at, Math.Min(Block, links.Length - at));
                sent += AreIdle(block) ? SendToIdle(target, block, at) : SendToAny(target, block, at);
            }

            home.Counters.MessagesOut += sent * _run.Count;
            home.Counters.BytesOut += sent * _run.PayloadBytes;
        }
        finally
        {
            _run.Clear(); // or the next room would get it too
        }
    }

    // Sending to one member drives the next one's objects out of the processor's caches. Looking at a few before sending to them fetches them all at once
    // instead of one behind the other: a tenth of a fan-out's time.
    private static bool AreIdle(ReadOnlySpan<WebSocketLink?> links)
    {
        bool areIdle = true;
        foreach (WebSocketLink? link in links)
        {
            areIdle &= link is { IsIdle: true };
        }

        return areIdle;
    }

    private int SendToIdle(LocalRoom room, ReadOnlySpan<WebSocketLink?> links, int at)
    {
        int sent = 0;
        ReadOnlySpan<byte> frames = _run.Bytes;
        for (int i = 0; i < links.Length; i++)
        {
            if (links[i]!.TrySendEncoded(frames, _run.Count, ref _run.Shared))
            {
                sent++;
            }
            else
            {
                _slow.SendEach(room.ClientAt(at + i), _run);
            }
        }

        return sent;
    }

    private int SendToAny(LocalRoom room, ReadOnlySpan<WebSocketLink?> links, int at)
    {
        int sent = 0;
        for (int i = 0; i < links.Length; i++)
        {
            if (links[i] is { } link)
            {
                long dropped = link.DroppedMessages;
                bool isSent = link.TrySendEncoded(_run.Bytes, _run.Count, ref _run.Shared);
                home.Counters.MessagesDropped += link.DroppedMessages - dropped;
                if (isSent)
                {
                    sent++;
                    continue;
                }
            }

            _slow.SendEach(room.ClientAt(at + i), _run);
        }

        return sent;
    }
}
