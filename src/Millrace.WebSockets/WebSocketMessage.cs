using System.Text;

namespace Millrace.WebSockets;

/// <summary>One received message. Its payload is valid until the next receive, close or dispose of its connection.</summary>
public readonly struct WebSocketMessage
{
    /// <summary>Makes a data message.</summary>
    public WebSocketMessage(WebSocketMessageKind kind, ReadOnlyMemory<byte> payload)
        : this(kind, payload, default)
    {
    }

    internal WebSocketMessage(WebSocketMessageKind kind, ReadOnlyMemory<byte> payload, WebSocketCloseCode closeCode)
    {
        Kind = kind;
        Payload = payload;
        CloseCode = closeCode;
    }

    /// <summary>Text, binary, or the end of the connection.</summary>
    public WebSocketMessageKind Kind { get; }

    /// <summary>The message's bytes; of a close, the UTF-8 of its reason.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>
    /// Of a close: the peer's code, 1005 where it sent none, 1006 where the stream just ended, or the code that we sent to a
    /// peer that broke the protocol. Zero on data.
    /// </summary>
    public WebSocketCloseCode CloseCode { get; }

    /// <summary>True on the last message of a connection.</summary>
    public bool IsClose => Kind == WebSocketMessageKind.Close;

    /// <summary>The payload as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Payload.Span);
}
