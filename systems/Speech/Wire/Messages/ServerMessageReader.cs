using Millrace.Speech.Wire.Json;

namespace Millrace.Speech.Wire;

/// <summary>Reads the messages of a server, ours or the one that it is compatible with: one walk over the bytes, no string made, nothing thrown.</summary>
public static class ServerMessageReader
{
    /// <summary>Reads one message, which is UTF-8.</summary>
    public static ServerMessage Read(ReadOnlySpan<byte> message)
    {
        JsonScanner json = new(message);
        ReadOnlySpan<byte> type = default, text = default, code = default, sessionId = default, reason = default, start = default, end = default, words = default;
        bool isWhole = json.Take((byte)'{');
        if (isWhole && json.Peek() != (byte)'}')
        {
            do
            {
                isWhole = json.String(out ReadOnlySpan<byte> key, out _) && json.Take((byte)':');
                ReadOnlySpan<byte> value = default;
                isWhole = isWhole && (json.Peek() == (byte)'"' ? json.String(out value, out _) : json.Value(out value));
                if (key.SequenceEqual("type"u8))
                {
                    type = value;
                }
                else if (key.SequenceEqual("text"u8) || key.SequenceEqual("message"u8))
                {
                    text = value;
                }
                else if (key.SequenceEqual("code"u8))
                {
                    code = value;
                }
                else if (key.SequenceEqual("session_id"u8))
                {
                    sessionId = value;
                }
                else if (key.SequenceEqual("reason"u8))
                {
                    reason = value;
                }
                else if (key.SequenceEqual("start_ms"u8))
                {
                    start = value;
                }
                else if (key.SequenceEqual("end_ms"u8))
                {
                    end = value;
                }
                else if (key.SequenceEqual("words"u8))
                {
                    words = value;
                }
            }
            while (isWhole && json.Take((byte)','));
        }

        return isWhole && json.Take((byte)'}') && json.AtEnd() ? new(KindOf(type), text, code, sessionId, reason, start, end, words) : new(ServerMessageKind.Invalid);
    }

    private static ServerMessageKind KindOf(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("partial"u8) ? ServerMessageKind.Partial
        : type.SequenceEqual("final"u8) ? ServerMessageKind.Final
        : type.SequenceEqual("error"u8) ? ServerMessageKind.Error
        : type.SequenceEqual("warning"u8) ? ServerMessageKind.Warning
        : type.SequenceEqual("session_start"u8) ? ServerMessageKind.SessionStart
        : type.SequenceEqual("session_end"u8) ? ServerMessageKind.SessionEnd
        : ServerMessageKind.Unknown;
}
