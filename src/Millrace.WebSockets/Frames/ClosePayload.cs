using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Millrace.WebSockets.Frames;

/// <summary>The payload of a close frame, RFC 6455 sections 5.5.1 and 7.4: nothing, or a u16 code and a UTF-8 reason.</summary>
internal static class ClosePayload
{
    /// <summary>Longest reason in bytes: 125 less the code.</summary>
    public const int MaxReason = FrameHeader.MaxControlPayload - 2;

    /// <summary>True for codes that may stand in a close frame.</summary>
    public static bool IsLegal(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    /// <summary>True for codes that an application may send; <see cref="WebSocketCloseCode.NoStatus"/> sends none.</summary>
    public static bool IsSendable(WebSocketCloseCode code) => code == WebSocketCloseCode.NoStatus || IsLegal((int)code);

    /// <summary>True for a reason that fits into a close frame.</summary>
    public static bool IsSendable(string reason) => Encoding.UTF8.GetByteCount(reason) <= MaxReason;

    /// <summary>Reads code and reason; no payload reads as <see cref="WebSocketCloseCode.NoStatus"/>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out WebSocketCloseCode code, out Violation violation)
    {
        violation = default;
        code = WebSocketCloseCode.NoStatus;
        if (payload.IsEmpty)
        {
            return true;
        }

        if (payload.Length == 1)
        {
            violation = Violation.Protocol("a close frame carries no byte or at least two");
            return false;
        }

        ushort value = BinaryPrimitives.ReadUInt16BigEndian(payload);
        if (!IsLegal(value))
        {
            violation = Violation.Protocol("a close code that must not be sent");
            return false;
        }

        if (!Utf8.IsValid(payload[2..]))
        {
            violation = new Violation(WebSocketCloseCode.InvalidPayload, "the close reason is not UTF-8");
            return false;
        }

        code = (WebSocketCloseCode)value;
        return true;
    }

    /// <summary>Writes code and reason and returns the count of bytes; a reason over 123 bytes is cut between characters.</summary>
    public static int Write(Span<byte> destination, WebSocketCloseCode code, ReadOnlySpan<char> reason)
    {
        if (code == WebSocketCloseCode.NoStatus)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)code);
        Utf8.FromUtf16(reason, destination.Slice(2, MaxReason), out _, out int written);
        return 2 + written;
    }

    /// <summary>Throws unless an application may send this code and reason.</summary>
    public static void ThrowIfNotSendable(WebSocketCloseCode code, string reason)
    {
        if (!IsSendable(code))
        {
            throw new ArgumentOutOfRangeException(nameof(code), (int)code, "Close codes on the wire are 1000-1003, 1007-1014 and 3000-4999.");
        }

        if (!IsSendable(reason))
        {
            throw new ArgumentException($"A close reason takes at most {MaxReason} bytes of UTF-8.", nameof(reason));
        }
    }
}
