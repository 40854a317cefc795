using Millrace.Engine;
using Millrace.WebSockets;

namespace Millrace.Gateway.Load;

/// <summary>Sends messages and checks their echoes. Sending and receiving are apart, so the same client does every mode: the engine keeps the window.</summary>
internal sealed class EchoClient(EchoPayload payload, WebSocketClientOptions options) : VirtualClient
{
    private WebSocketLink? _link;
    private Task _receiving = Task.CompletedTask;

    public override async ValueTask ConnectAsync(StepContext context)
    {
        _link?.Dispose();
        _link = await Connecting.OpenAsync(context, context.Seat.Target, options);
        _receiving = ReceiveAsync(context, _link);
    }

    public override ValueTask StepAsync(StepContext context)
    {
        if (_link is not { IsOpen: true } link)
        {
            return new ValueTask(_receiving); // what still comes in counts; then the receive loop says how it ended
        }

        ReadOnlyMemory<byte> message = payload.Stamp(context.Seat.Index, context.InFlight.NextSequence);
        context.InFlight.Begin(GatewayModes.EchoOperation, message.Length);
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

                context.Received();
                Judge(context, message.Payload.Span, isText: message.Kind == WebSocketMessageKind.Text);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            context.Disconnected(ErrorKinds.Of(e)); // the shard stops, or a fault of ours: either way nothing more comes
            return;
        }

        // A link that another connect has replaced speaks for nobody any more.
        if (ReferenceEquals(link, _link))
        {
            context.Disconnected(Connecting.EndOf(link));
        }
    }

    private void Judge(StepContext context, ReadOnlySpan<byte> message, bool isText)
    {
        if (!EchoPayload.TryRead(message, out int client, out long sequence))
        {
            context.CountAlways(GatewayCounts.Unreadable);
            context.Unexpected(GatewayModes.EchoOperation, message.Length);
        }
        else if (client != context.Seat.Index)
        {
            context.CountAlways(GatewayCounts.Misrouted);
            context.Unexpected(GatewayModes.EchoOperation, message.Length);
        }
        else if (isText && payload.Matches(message)) // what was sent as text must come back as text
        {
            context.InFlight.Complete(sequence, GatewayModes.EchoOperation, message.Length);
        }
        else
        {
            context.InFlight.Corrupt(sequence, GatewayModes.EchoOperation, message.Length);
        }
    }
}
