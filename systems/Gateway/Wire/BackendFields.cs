using System.Text;
using System.Text.Json;
using Millrace.Gateway.Wire.Json;

namespace Millrace.Gateway.Wire;

/// <summary>The fields of a backend's line by number, and how the larger actions are taken from them.</summary>
internal static class BackendFields
{
    public const int RequestId = 0;
    public const int Action = 1;
    public const int Params = 2;
    public const int Accepted = 3;
    public const int ClientId = 4;
    public const int RoomId = 5;
    public const int ConnId = 6;
    public const int Text = 7;
    public const int Binary = 8;
    public const int Rooms = 9;
    public const int Status = 10;
    public const int Reason = 11;
    public const int Seq = 12;
    public const int Code = 13;
    public const int Version = 14;
    public const int Name = 15;
    public const int Secret = 16;
    public const int Ack = 17;
    public const int Resume = 18;
    public const int Count = 19;

    private const int MaxRooms = 256;
    private const int MaxReason = 256;
    private const int MaxName = 64;
    private const int MaxSecret = 1024;

    // A close frame's payload is 125 bytes, two of them the code (RFC 6455, section 5.5).
    private const int MaxCloseReason = 123;

    private const int LongestAction = 32;

    /// <summary>The line.</summary>
    public static JsonShape Line { get; } = new(
        new(RequestId, "request_id"),
        new(Action, "action"),
        new(Params, "params", new JsonShape(
            new(Text, "params.message"),
            new(RoomId, "params.room_id"),
            new(ConnId, "params.conn_id"),
            new(Seq, "params.seq"),
            new(Binary, "params.binary"),
            new(Accepted, "params.accepted"),
            new(ClientId, "params.client_id"),
            new(Rooms, "params.rooms"),
            new(Status, "params.status"),
            new(Reason, "params.reason"),
            new(Code, "params.code"),
            new(Version, "params.version"),
            new(Name, "params.name"),
            new(Secret, "params.secret"),
            new(Ack, "params.ack"),
            new(Resume, "params.resume"))));

    public static BackendActionKind KindOf(ReadOnlySpan<byte> name, bool isEscaped)
    {
        if (!isEscaped)
        {
            return KindOf(name);
        }

        Span<byte> plain = stackalloc byte[6 * LongestAction];
        return name.Length > plain.Length ? BackendActionKind.Unknown : KindOf(plain[..JsonText.Unescape(name, plain)]);
    }

    public static void Message(BackendAction action, ref JsonLine read)
    {
        action.IsBinary = read.Flag(Binary, otherwise: false);
        action.MessageBytes.Take(ref read, Text, action.IsBinary);
    }

    public static void Response(BackendAction action, ref JsonLine read)
    {
        if (read.TypeOf(Accepted) == JsonTokenType.Null)
        {
            read.Refuse(Accepted, "true or false");
        }

        action.IsAccepted = read.Flag(Accepted, otherwise: true);
        action.MayResume = read.TypeOf(Resume) != JsonTokenType.False; // Of another type it is the client's metadata, as a plain backend may have named it.
        read.Id(ClientId, action.ClientIdText, isRequired: false);
        read.Id(RoomId, action.RoomIdText, isRequired: false);
        action.Status = (int)read.Number(Status, 400, 599, 0);
        action.Reason = read.Text(Reason, MaxReason);
        action.Rooms = RoomsOf(ref read);
        action.ParamsBytes.TakeRaw(read, Params);
    }

    public static void Disconnect(BackendAction action, ref JsonLine read)
    {
        read.Id(ConnId, action.ClientIdText, isRequired: true);
        action.CloseCode = (int)read.Number(Code, 1000, 4999, 1000);
        if (action.CloseCode is not (<= 1003 or (>= 1007 and <= 1014) or >= 3000))
        {
            read.Refuse(Code, "1000 to 1003, 1007 to 1014 or 3000 to 4999: others may not be sent (RFC 6455, section 7.4)");
        }

        action.Reason = read.Text(Reason, MaxCloseReason);
        if (Encoding.UTF8.GetByteCount(action.Reason) > MaxCloseReason)
        {
            read.Refuse(Reason, $"at most {MaxCloseReason} bytes, since a close frame holds no more");
        }
    }

    public static void Hello(BackendAction action, ref JsonLine read) => action.Hello = new BackendHello(
        (int)read.Number(Version, 1, int.MaxValue, 0, isRequired: true),
        read.Text(Name, MaxName),
        read.Text(Secret, MaxSecret),
        read.Flag(Ack, otherwise: false),
        read.Flag(Binary, otherwise: false));

    private static List<string> RoomsOf(ref JsonLine read)
    {
        if (!read.Has(Rooms) || !read.Require(Rooms, JsonTokenType.StartArray, "an array of strings"))
        {
            return [];
        }

        List<string> rooms = [];
        ReadOnlySpan<byte> array = read.Raw(Rooms);
        Utf8JsonReader reader = new(array);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            string? room = reader.TokenType == JsonTokenType.String ? JsonLine.TextOf(JsonField.Take(ref reader), array) : null;
            if (room is null or { Length: > IdText.MaxLength } || rooms.Count == MaxRooms)
            {
                read.Refuse(Rooms, $"an array of at most {MaxRooms} strings of at most {IdText.MaxLength} characters");
                return [];
            }

            rooms.Add(room);
        }

        return rooms;
    }

    private static BackendActionKind KindOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("message_to_connection"u8) => BackendActionKind.MessageToConnection,
        _ when name.SequenceEqual("message_to_room"u8) => BackendActionKind.MessageToRoom,
        _ when name.SequenceEqual("ack"u8) => BackendActionKind.Ack,
        _ when name.SequenceEqual("response"u8) => BackendActionKind.Response,
        _ when name.SequenceEqual("broadcast"u8) => BackendActionKind.Broadcast,
        _ when name.SequenceEqual("join_room"u8) => BackendActionKind.JoinRoom,
        _ when name.SequenceEqual("leave_room"u8) => BackendActionKind.LeaveRoom,
        _ when name.SequenceEqual("disconnect"u8) => BackendActionKind.Disconnect,
        _ when name.SequenceEqual("room_info"u8) => BackendActionKind.RoomInfo,
        _ when name.SequenceEqual("heartbeat"u8) => BackendActionKind.Heartbeat,
        _ when name.SequenceEqual("hello"u8) => BackendActionKind.Hello,
        _ => BackendActionKind.Unknown,
    };
}
