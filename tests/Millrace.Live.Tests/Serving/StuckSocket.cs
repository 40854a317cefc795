using System.Net.WebSockets;

namespace Millrace.Live.Tests.Serving;

/// <summary>A WebSocket on which nothing ever comes, and on which on demand no send ever ends.</summary>
internal sealed class StuckSocket : WebSocket
{
    private static readonly TaskCompletionSource<ValueWebSocketReceiveResult> s_never = new();

    private bool _isAborted;

    /// <summary>True where a send takes for ever.</summary>
    public bool SendsAreStuck { get; set; }

    /// <summary>What is being sent for ever.</summary>
    public ReadOnlyMemory<byte> Sending { get; private set; }

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _isAborted ? WebSocketState.Aborted : WebSocketState.Open;

    public override string? SubProtocol => null;

    public override ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => new(s_never.Task);

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, WebSocketMessageFlags messageFlags, CancellationToken cancellationToken)
    {
        if (!SendsAreStuck)
        {
            return default;
        }

        Sending = buffer;
        return new(s_never.Task);
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override void Abort() => _isAborted = true;

    public override void Dispose()
    {
    }
}
