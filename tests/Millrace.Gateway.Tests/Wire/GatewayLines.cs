namespace Millrace.Gateway.Tests.Wire;

/// <summary>One right line of each event, and for each of its fields the JSON types that are right there (<c>!</c>: it has to be there).</summary>
internal static class GatewayLines
{
    public const string Request =
        """{"request_id":"e1","action":"connection_request","params":{"headers":{"Accept":["a","b"],"X":[]},"url":"/ws/a","remote_addr":"10.0.0.7:51234"}}""";

    public const string NewConnection =
        """{"request_id":"e1","seq":3,"redelivered":true,"action":"new_connection","params":{"context":{"client_id":"c1","room_id":"r1","metadata":{"accepted":true,"metadata":{"k":1}}}}}""";

    public const string NewMessage =
        """{"request_id":"e1","seq":4,"action":"new_message","params":{"message":"h\u00e4llo","context":{"client_id":"c1","room_id":"r1","metadata":{"accepted":true,"metadata":"m"}}}}""";

    public const string Disconnected = """{"request_id":"e1","action":"disconnected","params":{"context":{"client_id":"c1","room_id":"r1","metadata":{"accepted":true}}}}""";

    public const string Error =
        """{"request_id":"e1","action":"error","params":{"context":{"headers":{"Accept":["a"]},"url":"/ws/a","remote_addr":"10.0.0.7:51234"},"error":"no backend"}}""";

    public const string Heartbeat = """{"request_id":"heartbeat","action":"heartbeat","params":{}}""";

    public const string Welcome = """{"request_id":"e1","action":"welcome","params":{"version":1,"ack":true,"binary":true,"max_line_bytes":2097152,"heartbeat_seconds":15}}""";

    public const string Goodbye = """{"request_id":"e1","action":"goodbye","params":{"reason":"drain"}}""";

    public const string Problem = """{"request_id":"e1","action":"problem","params":{"reason":"what","action":"ack"}}""";

    public const string RoomInfo = """{"request_id":"e1","action":"room_info","params":{"room_id":"r1","members":12}}""";

    public static string[] All { get; } = [Request, NewConnection, NewMessage, Disconnected, Error, Heartbeat, Welcome, Goodbye, Problem, RoomInfo];

    public static (string Line, string Path, string Types)[] Fields { get; } =
    [
        .. Head(Request, "object!"),
        (Request, "params.headers", "null"),
        (Request, "params.headers.Accept", "array"),
        (Request, "params.url", "string!"),
        (Request, "params.remote_addr", "string null"),
        .. Head(NewConnection, "object!"),
        (NewConnection, "redelivered", "bool null"),
        .. Context(NewConnection),
        .. Head(NewMessage, "object!"),
        (NewMessage, "params.message", "string!"),
        .. Context(NewMessage),
        (NewMessage, "params.context.metadata.metadata", "null bool number string array object"),
        .. Head(Disconnected, "object!"),
        .. Context(Disconnected),
        .. Head(Error, "object!"),
        (Error, "params.error", "string null"),
        (Error, "params.context", "null bool number string array object"),
        (Error, "params.context.headers", "null"),
        (Error, "params.context.url", "string null"),
        (Error, "params.context.remote_addr", "string null"),
        .. Head(Heartbeat, "null bool number string array object"),
        .. Head(Welcome, "object!"),
        (Welcome, "params.version", "number!"),
        (Welcome, "params.ack", "bool null"),
        (Welcome, "params.binary", "bool null"),
        (Welcome, "params.max_line_bytes", "number!"),
        (Welcome, "params.heartbeat_seconds", "number!"),
        .. Head(Goodbye, "object!"),
        (Goodbye, "params.reason", "string null"),
        .. Head(Problem, "object!"),
        (Problem, "params.reason", "string null"),
        (Problem, "params.action", "string null"),
        .. Head(RoomInfo, "object!"),
        (RoomInfo, "params.room_id", "string!"),
        (RoomInfo, "params.members", "number!"),
    ];

    private static (string Line, string Path, string Types)[] Head(string line, string paramsTypes) =>
        [(line, "request_id", "string null"), (line, "seq", "number null"), (line, "action", "string!"), (line, "params", paramsTypes)];

    private static (string Line, string Path, string Types)[] Context(string line) =>
    [
        (line, "params.context", "object!"),
        (line, "params.context.client_id", "string!"),
        (line, "params.context.room_id", "string!"),
        (line, "params.context.metadata", "null bool number string array object"),
    ];
}
