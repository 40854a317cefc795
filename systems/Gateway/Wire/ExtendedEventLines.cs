namespace Millrace.Gateway.Wire;

//   action     params
//   welcome    version, ack, binary, max_line_bytes, heartbeat_seconds; answers a hello under its request id
//   goodbye    reason
//   problem    reason, action (what the refused line asked, where that is known); under the refused line's request id
//   room_info  room_id, members; under the question's request id

/// <summary>Writes the bodies of lines that only a backend gets which has said hello; their heads are those of <see cref="EventLines"/>.</summary>
public static class ExtendedEventLines
{
    /// <summary>The version of the extended protocol that is spoken here.</summary>
    public const int Version = 1;

    /// <summary>What was agreed on. <paramref name="heartbeatSeconds"/> is the time between two heartbeats.</summary>
    public static void Welcome(LineWriter to, bool acknowledges, bool binary, int maxLineBytes, int heartbeatSeconds)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"welcome\",\"params\":{\"version\":"u8);
        to.Number(Version);
        to.Raw(acknowledges ? ",\"ack\":true"u8 : ",\"ack\":false"u8);
        to.Raw(binary ? ",\"binary\":true,\"max_line_bytes\":"u8 : ",\"binary\":false,\"max_line_bytes\":"u8);
        to.Number(maxLineBytes);
        to.Raw(",\"heartbeat_seconds\":"u8);
        to.Number(heartbeatSeconds);
        to.Raw("}}\n"u8);
    }

    /// <summary>The gateway will close this connection.</summary>
    public static void Goodbye(LineWriter to, string reason)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"goodbye\",\"params\":{\"reason\":"u8);
        to.AsciiText(reason);
        to.Raw("}}\n"u8);
    }

    /// <summary>A line was refused.</summary>
    public static void Problem(LineWriter to, string reason, string action)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"problem\",\"params\":{\"reason\":"u8);
        to.AsciiText(reason);
        to.Raw(",\"action\":"u8);
        to.AsciiText(action);
        to.Raw("}}\n"u8);
    }

    /// <summary>How many members a room has; 0 where there is no such room.</summary>
    public static void RoomInfo(LineWriter to, ReadOnlySpan<char> roomId, int members)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("\"action\":\"room_info\",\"params\":{\"room_id\":"u8);
        to.AsciiText(roomId);
        to.Raw(",\"members\":"u8);
        to.Number(members);
        to.Raw("}}\n"u8);
    }
}
