using Millrace.Engine;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Load.Rooms;

/// <summary>
/// A member of a room that connects and never reads, as a stuck browser does. No message counts as its own: what is measured is what the others notice of it. It
/// learns only at the end of the run, by sending, whether the gateway has cut it off.
/// </summary>
internal sealed class SlowMember(int room, WebSocketClientOptions options) : VirtualClient
{
    private static readonly TimeSpan _answerWithin = TimeSpan.FromMilliseconds(10);
    private WebSocketLink? _link;

    public override bool IsListener => true;

    public override async ValueTask ConnectAsync(StepContext context)
    {
        _link?.Dispose();
        _link = await Connecting.OpenAsync(context, RoomAddress.Of(context.Seat.Target, room), options);
    }

    public override ValueTask StepAsync(StepContext context) => throw new InvalidOperationException("A member that never reads starts nothing.");

    public override async ValueTask CloseAsync(StepContext context)
    {
        if (_link is not { } link)
        {
            return;
        }

        // On a connection that was reset a while ago the first byte that we send fails at once.
        link.BeginClose(WebSocketCloseCode.Normal);
        await context.Shard.Delay(_answerWithin);
        await context.Shard.Delay(_answerWithin); // on a busy machine the first may be due before the turn ends in which that byte is queued
        bool isEvicted = link.CloseKind == WebSocketCloseKind.TransportFailed || link.CloseError is LinkException;
        context.CountAlways(isEvicted ? GatewayCounts.Evicted : GatewayCounts.SlowKept);

        link.Dispose();
    }
}
