using Millrace.Engine;
using Millrace.WebSockets;

namespace Millrace.Gateway.Load.Rooms;

/// <summary>
/// A member of a room that reads. The room's publisher is one too: it sends the room's messages, each of which every member must receive once, in order.
/// </summary>
internal sealed class RoomClient(RoomRegister room, bool publishes, RoomPayload payload, WebSocketClientOptions options) : VirtualClient
{
    private readonly RoomMember _member = new();
    private WebSocketLink? _link;
    private Task _receiving = Task.CompletedTask;

    public override bool IsListener => !publishes;

    public override async ValueTask ConnectAsync(StepContext context)
    {
        _link?.Dispose();
        _link = await Connecting.OpenAsync(context, RoomAddress.Of(context.Seat.Target, room.Number), options);
        // The gateway has made us a member before it let us in; what was sent between then and now counts for nobody.
        _member.Join(room.Join());
        _receiving = ReceiveAsync(context, _link);
    }

    public override ValueTask StepAsync(StepContext context)
    {
        if (_link is not { IsOpen: true } link)
        {
            return new ValueTask(_receiving); // what still comes in counts; then the receive loop says how it ended
        }

        ReadOnlyMemory<byte> message = payload.Stamp(room.Number, context.InFlight.NextSequence, context.Due);
        room.Begin(members => context.BeginFanOut(GatewayModes.PublishOperation, GatewayModes.DeliveryOperation, members, message.Length));
        return link.TrySend(WebSocketMessageKind.Text, message.Span) ? default : Sending.WhenRoomAsync(link, message);
    }

    public override async ValueTask CloseAsync(StepContext context)
    {
        if (_link is { } link)
        {
            await link.CloseAsync();
            link.Dispose();
        }
    }

    private async Task ReceiveAsync(StepContext context, WebSocketLink link)
    {
        string end;
        try
        {
            while (true)
            {
                // What completes a receive completes it on the shard's thread, so there is no context to go back to.
                WebSocketMessage message = await link.ReceiveAsync().ConfigureAwait(false);
                if (message.IsClose)
                {
                    break;
                }

                Judge(context, message.Payload.Span, isText: message.Kind == WebSocketMessageKind.Text);
            }

            end = Connecting.EndOf(link);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            end = ErrorKinds.Of(e); // the shard stops, or a fault of ours: either way nothing more comes
        }

        foreach (long missing in _member.Leave(room.Leave()))
        {
            room.Find(missing)?.Indefinite(context, end);
        }

        context.Disconnected(end);
    }

    private void Judge(StepContext context, ReadOnlySpan<byte> message, bool isText)
    {
        if (!RoomPayload.TryRead(message, out int number, out long sequence, out _))
        {
            Refuse(context, GatewayCounts.Unreadable, message.Length);
        }
        else if (number != room.Number)
        {
            Refuse(context, GatewayCounts.Misrouted, message.Length);
        }
        else if (sequence >= room.Next)
        {
            Refuse(context, GatewayCounts.CorruptedCopies, message.Length); // a number that no message has had yet
        }
        else
        {
            Take(context, sequence, message.Length, isIntact: isText && payload.Matches(message));
        }
    }

    private void Take(StepContext context, long sequence, int length, bool isIntact)
    {
        CopyOrder order = _member.Take(sequence);
        if (order == CopyOrder.Early)
        {
            return;
        }

        context.Received();
        if (!isIntact)
        {
            context.CountAlways(GatewayCounts.CorruptedCopies);
        }

        if (order == CopyOrder.Duplicate)
        {
            context.Duplicated(GatewayModes.DeliveryOperation, length);
            return;
        }

        if (order == CopyOrder.Reordered)
        {
            context.CountAlways(GatewayCounts.Reordered);
        }

        if (room.Find(sequence) is not { } copies)
        {
            context.Unexpected(GatewayModes.DeliveryOperation, length);
        }
        else if (isIntact)
        {
            copies.Delivered(context, length);
        }
        else
        {
            copies.Corrupted(context, length);
        }
    }

    private static void Refuse(StepContext context, string what, int length)
    {
        context.Received();
        context.CountAlways(what);
        context.Unexpected(GatewayModes.DeliveryOperation, length);
    }
}
