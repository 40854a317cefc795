namespace Millrace.Gateway.Tests.Wire;

/// <summary>One right line of each action, and for each of its fields the JSON types that are right there (<c>!</c>: it has to be there).</summary>
internal static class BackendLines
{
    public const string Response =
        """{"action": "response", "request_id": "q1", "params": {"accepted": true, "client_id": "c1", "room_id": "/ws/a", "metadata": {"k": [1, "\u00e4"]}, "rooms": ["b", "c"], "status": 451, "reason": "because"}}""";

    public const string ToRoom = """{"action": "message_to_room", "request_id": "q1", "params": {"room_id": "/ws/a", "message": "h\u00e4llo \ud83d\ude00", "binary": false}}""";

    public const string ToConnection = """{"action": "message_to_connection", "request_id": "q1", "params": {"conn_id": "c1", "message": "hello"}}""";

    public const string Broadcast = """{"action": "broadcast", "request_id": "q1", "params": {"message": "hello", "binary": false}}""";

    public const string Hello = """{"action": "hello", "request_id": "q1", "params": {"version": 1, "name": "n", "secret": "s", "ack": true, "binary": true}}""";

    public const string Ack = """{"action": "ack", "request_id": "q1", "params": {"seq": 12}}""";

    public const string JoinRoom = """{"action": "join_room", "request_id": "q1", "params": {"conn_id": "c1", "room_id": "b"}}""";

    public const string LeaveRoom = """{"action": "leave_room", "request_id": "q1", "params": {"conn_id": "c1", "room_id": "b"}}""";

    public const string Disconnect = """{"action": "disconnect", "request_id": "q1", "params": {"conn_id": "c1", "code": 4000, "reason": "bye"}}""";

    public const string RoomInfo = """{"action": "room_info", "request_id": "q1", "params": {"room_id": "b"}}""";

    public const string Heartbeat = """{"action": "heartbeat", "request_id": "heartbeat", "params": {}}""";

    public static string[] All { get; } = [Response, ToRoom, ToConnection, Broadcast, Hello, Ack, JoinRoom, LeaveRoom, Disconnect, RoomInfo, Heartbeat];

    public static (string Line, string Path, string Types)[] Fields { get; } =
    [
        .. Head(Response, "object!"),
        (Response, "params.accepted", "bool"),
        (Response, "params.client_id", "string null"),
        (Response, "params.room_id", "string null"),
        (Response, "params.metadata", "null bool number string array object"),
        (Response, "params.rooms", "array null"),
        (Response, "params.status", "null"),
        (Response, "params.reason", "string null"),
        .. Head(ToRoom, "object!"),
        (ToRoom, "params.room_id", "string!"),
        (ToRoom, "params.message", "string!"),
        (ToRoom, "params.binary", "bool null"),
        .. Head(ToConnection, "object!"),
        (ToConnection, "params.conn_id", "string!"),
        (ToConnection, "params.message", "string!"),
        .. Head(Broadcast, "object!"),
        (Broadcast, "params.message", "string!"),
        .. Head(Hello, "object!"),
        (Hello, "params.version", "number!"),
        (Hello, "params.name", "string null"),
        (Hello, "params.secret", "string null"),
        (Hello, "params.ack", "bool null"),
        (Hello, "params.binary", "bool null"),
        .. Head(Ack, "object!"),
        (Ack, "params.seq", "number!"),
        .. Head(JoinRoom, "object!"),
        (JoinRoom, "params.conn_id", "string!"),
        (JoinRoom, "params.room_id", "string!"),
        .. Head(LeaveRoom, "object!"),
        (LeaveRoom, "params.conn_id", "string!"),
        (LeaveRoom, "params.room_id", "string!"),
        .. Head(Disconnect, "object!"),
        (Disconnect, "params.conn_id", "string!"),
        (Disconnect, "params.code", "null"),
        (Disconnect, "params.reason", "string null"),
        .. Head(RoomInfo, "object!"),
        (RoomInfo, "params.room_id", "string!"),
        .. Head(Heartbeat, "object null"),
    ];

    private static (string Line, string Path, string Types)[] Head(string line, string paramsTypes) =>
        [(line, "request_id", "string null"), (line, "action", "string!"), (line, "params", paramsTypes)];
}
