using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets;

/// <summary>Frames as a server sends them (RFC 6455 section 5.2: unmasked, one frame a message), encoded once for many connections.</summary>
public static class WebSocketFrame
{
    /// <summary>Bytes that a message takes on the wire.</summary>
    public static long LengthOf(int payloadLength) => FrameHeader.LengthOf(payloadLength, masked: false);

    /// <summary>Writes one message as a frame and returns its length, which is <see cref="LengthOf"/> its payload. Text must be valid UTF-8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is neither text nor binary.</exception>
    public static int Encode(Span<byte> destination, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind is not (WebSocketMessageKind.Text or WebSocketMessageKind.Binary))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Messages are text or binary.");
        }

        int size = FrameHeader.Write(destination, (Opcode)kind, payload.Length, key: null);
        payload.CopyTo(destination[size..]);
        return size + payload.Length;
    }
}
