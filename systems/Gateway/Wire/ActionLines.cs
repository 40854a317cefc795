namespace Millrace.Gateway.Wire;

// {"action":"message_to_room","request_id":"7a…","params":{"room_id":"/ws/lobby","message":"hello"}}\n
//
// The fields of each action stand above BackendActionParser. Lines are UTF-8; the gateway of the plain protocol and ours both take them whole.

/// <summary>Writes the lines from a backend to the gateway. An empty request id is left out, which only a response cannot do without.</summary>
public static class ActionLines
{
    /// <summary>Lets a client in. An empty id, room or <paramref name="metadata"/> (a JSON value) is left out; <paramref name="rooms"/> are of the extended protocol.</summary>
    public static void Accept(LineWriter to, ReadOnlySpan<char> requestId, ReadOnlySpan<char> clientId, ReadOnlySpan<char> roomId, ReadOnlySpan<byte> metadata, IReadOnlyList<string>? rooms = null)
    {
        Begin(to, "response"u8, requestId);
        to.Raw("\"accepted\":true"u8);
        if (!clientId.IsEmpty)
        {
            to.Raw(",\"client_id\":"u8);
            to.Text(clientId);
        }

        if (!roomId.IsEmpty)
        {
            to.Raw(",\"room_id\":"u8);
            to.Text(roomId);
        }

        if (!metadata.IsEmpty)
        {
            to.Raw(",\"metadata\":"u8);
            to.Json(metadata);
        }

        for (int i = 0; i < rooms?.Count; i++)
        {
            to.Raw(i == 0 ? ",\"rooms\":["u8 : ","u8);
            to.Text(rooms[i]);
        }

        to.Raw(rooms is { Count: > 0 } ? "]}}\n"u8 : "}}\n"u8);
    }

    /// <summary>Refuses a client; status (400 to 599, 0 leaves it out) and reason are of the extended protocol.</summary>
    public static void Refuse(LineWriter to, ReadOnlySpan<char> requestId, int status = 0, string reason = "")
    {
        ArgumentNullException.ThrowIfNull(reason);
        Begin(to, "response"u8, requestId);
        to.Raw("\"accepted\":false"u8);
        if (status != 0)
        {
            to.Raw(",\"status\":"u8);
            to.Number(status);
        }

        Reason(to, reason);
    }

    /// <summary>A message of UTF-8, or of any bytes as base64, to the members of a room.</summary>
    public static void MessageToRoom(LineWriter to, ReadOnlySpan<char> requestId, ReadOnlySpan<char> roomId, ReadOnlySpan<byte> message, bool isBinary = false)
    {
        Begin(to, "message_to_room"u8, requestId);
        to.Raw("\"room_id\":"u8);
        to.Text(roomId);
        to.Raw(","u8);
        Message(to, message, isBinary);
    }

    /// <summary>The same to one client.</summary>
    public static void MessageToConnection(LineWriter to, ReadOnlySpan<char> requestId, ReadOnlySpan<char> clientId, ReadOnlySpan<byte> message, bool isBinary = false)
    {
        Begin(to, "message_to_connection"u8, requestId);
        to.Raw("\"conn_id\":"u8);
        to.Text(clientId);
        to.Raw(","u8);
        Message(to, message, isBinary);
    }

    /// <summary>The same to every client.</summary>
    public static void Broadcast(LineWriter to, ReadOnlySpan<char> requestId, ReadOnlySpan<byte> message, bool isBinary = false)
    {
        Begin(to, "broadcast"u8, requestId);
        Message(to, message, isBinary);
    }

    /// <summary>The first line of a backend that speaks the extended protocol.</summary>
    public static void Hello(LineWriter to, ReadOnlySpan<char> requestId, BackendHello hello)
    {
        ArgumentNullException.ThrowIfNull(hello);
        Begin(to, "hello"u8, requestId);
        to.Raw("\"version\":"u8);
        to.Number(hello.Version);
        if (hello.Name.Length > 0)
        {
            to.Raw(",\"name\":"u8);
            to.Text(hello.Name);
        }

        if (hello.Secret.Length > 0)
        {
            to.Raw(",\"secret\":"u8);
            to.Text(hello.Secret);
        }

        to.Raw(hello.Acknowledges ? ",\"ack\":true"u8 : ",\"ack\":false"u8);
        to.Raw(hello.Binary ? ",\"binary\":true}}\n"u8 : ",\"binary\":false}}\n"u8);
    }

    /// <summary>Every event up to and with <paramref name="sequence"/> has been handled.</summary>
    public static void Ack(LineWriter to, long sequence)
    {
        Begin(to, "ack"u8, default);
        to.Raw("\"seq\":"u8);
        to.Number(sequence);
        to.Raw("}}\n"u8);
    }

    /// <summary>Makes a client a member of a further room.</summary>
    public static void JoinRoom(LineWriter to, ReadOnlySpan<char> requestId, ReadOnlySpan<char> clientId, ReadOnlySpan<char> roomId) =>
        Membership(to, "join_room"u8, requestId, clientId, roomId);

    /// <summary>Ends that.</summary>
    public static void LeaveRoom(LineWriter to, ReadOnlySpan<char> requestId, ReadOnlySpan<char> clientId, ReadOnlySpan<char> roomId) =>
        Membership(to, "leave_room"u8, requestId, clientId, roomId);

    /// <summary>Asks a client to leave. The code is one that a close frame may carry; the reason is at most 123 bytes.</summary>
    public static void Disconnect(LineWriter to, ReadOnlySpan<char> requestId, ReadOnlySpan<char> clientId, int code = 1000, string reason = "")
    {
        ArgumentNullException.ThrowIfNull(reason);
        Begin(to, "disconnect"u8, requestId);
        to.Raw("\"conn_id\":"u8);
        to.Text(clientId);
        to.Raw(",\"code\":"u8);
        to.Number(code);
        Reason(to, reason);
    }

    /// <summary>Asks how many members a room has.</summary>
    public static void RoomInfo(LineWriter to, ReadOnlySpan<char> requestId, ReadOnlySpan<char> roomId)
    {
        Begin(to, "room_info"u8, requestId);
        to.Raw("\"room_id\":"u8);
        to.Text(roomId);
        to.Raw("}}\n"u8);
    }

    /// <summary>The answer to the gateway's heartbeat.</summary>
    public static void Heartbeat(LineWriter to)
    {
        Begin(to, "heartbeat"u8, EventLines.HeartbeatId);
        to.Raw("}}\n"u8);
    }

    private static void Begin(LineWriter to, ReadOnlySpan<byte> action, ReadOnlySpan<char> requestId)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Raw("{\"action\":\""u8);
        to.Raw(action);
        if (requestId.IsEmpty)
        {
            to.Raw("\",\"params\":{"u8);
            return;
        }

        to.Raw("\",\"request_id\":"u8);
        to.Text(requestId);
        to.Raw(",\"params\":{"u8);
    }

    private static void Message(LineWriter to, ReadOnlySpan<byte> message, bool isBinary)
    {
        to.Raw("\"message\":"u8);
        if (isBinary)
        {
            to.Base64Text(message);
            to.Raw(",\"binary\":true}}\n"u8);
        }
        else
        {
            to.Text(message);
            to.Raw("}}\n"u8);
        }
    }

    private static void Membership(LineWriter to, ReadOnlySpan<byte> action, ReadOnlySpan<char> requestId, ReadOnlySpan<char> clientId, ReadOnlySpan<char> roomId)
    {
        Begin(to, action, requestId);
        to.Raw("\"conn_id\":"u8);
        to.Text(clientId);
        to.Raw(",\"room_id\":"u8);
        to.Text(roomId);
        to.Raw("}}\n"u8);
    }

    private static void Reason(LineWriter to, string reason)
    {
        if (reason.Length > 0)
        {
            to.Raw(",\"reason\":"u8);
            to.Text(reason);
        }

        to.Raw("}}\n"u8);
    }
}
