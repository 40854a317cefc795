using Millrace.Engine;
using Millrace.WebSockets;

namespace Millrace.Gateway.Load;

/// <summary>
/// Sends and never reads, as a stuck browser does, and waits to be evicted. Nothing tells whether the server did anything with its messages, so
/// each ends as indefinite once the transport has taken it.
/// </summary>
internal sealed class DeafClient(EchoPayload payload, WebSocketClientOptions options) : VirtualClient
{
    public const string NotRead = "not-read";

    private WebSocketLink? _link;
    private bool _evicted;

    public override async ValueTask ConnectAsync(StepContext context)
    {
        _link?.Dispose();
        _link = await Connecting.OpenAsync(context, context.Seat.Target, options);
    }

    public override ValueTask StepAsync(StepContext context)
    {
        if (_link is not { IsOpen: true } link)
        {
            Evicted(context);
            return default;
        }

        ReadOnlyMemory<byte> message = payload.Stamp(context.Seat.Index, context.InFlight.NextSequence);
        Operation operation = context.Begin(GatewayModes.EchoOperation, message.Length);
        if (!link.TrySend(WebSocketMessageKind.Text, message.Span))
        {
            return SendWhenRoomAsync(context, link, operation, message);
        }

        operation.Indefinite(NotRead);
        return default;
    }

    public override ValueTask CloseAsync(StepContext context)
    {
        _link?.Dispose();
        return default;
    }

    private async ValueTask SendWhenRoomAsync(StepContext context, WebSocketLink link, Operation operation, ReadOnlyMemory<byte> message)
    {
        byte[] own = message.ToArray();
        try
        {
            await link.SendAsync(WebSocketMessageKind.Text, own).ConfigureAwait(false);
            operation.Indefinite(NotRead);
        }
        catch (WebSocketClosedException)
        {
            operation.Indefinite(Connecting.EndOf(link));
            Evicted(context);
        }
    }

    private void Evicted(StepContext context)
    {
        // Once per client and in whatever phase: one that connects again and is evicted again is still one client.
        if (!_evicted)
        {
            _evicted = true;
            context.CountAlways(GatewayCounts.Evicted);
        }

        context.Disconnected(_link is { } link ? Connecting.EndOf(link) : ErrorKinds.Closed);
    }
}
