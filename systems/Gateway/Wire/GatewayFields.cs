using System.Text.Json;
using Millrace.Gateway.Wire.Json;

namespace Millrace.Gateway.Wire;

/// <summary>The fields of the gateway's lines by number, and how the larger events are taken from them.</summary>
internal static class GatewayFields
{
    public const int RequestId = 0;
    public const int Action = 1;
    public const int Seq = 2;
    public const int Redelivered = 3;
    public const int Params = 4;
    public const int Message = 5;
    public const int Binary = 6;
    public const int Headers = 7;
    public const int Url = 8;
    public const int RemoteAddr = 9;
    public const int ErrorText = 10;
    public const int Reason = 11;
    public const int ActionAsked = 12;
    public const int RoomId = 13;
    public const int Members = 14;
    public const int Version = 15;
    public const int Ack = 16;
    public const int MaxLine = 17;
    public const int HeartbeatSeconds = 18;
    public const int ContextObject = 19;
    public const int ClientId = 20;
    public const int ClientRoom = 21;
    public const int Answer = 22;
    public const int Metadata = 23;
    public const int ClientHeaders = 24;
    public const int ClientUrl = 25;
    public const int ClientAddr = 26;
    public const int Count = 27;

    /// <summary>The longest path, address or reason, in characters. It bounds what a wrong line can make a backend hold.</summary>
    public const int MaxText = 64 * 1024;

    /// <summary>The line.</summary>
    public static JsonShape Line { get; } = new(
        new(RequestId, "request_id"),
        new(Seq, "seq"),
        new(Redelivered, "redelivered"),
        new(Action, "action"),
        new(Params, "params", new JsonShape(
            new(Message, "params.message"),
            new(ContextObject, "params.context", new JsonShape(
                new(ClientId, "params.context.client_id"),
                new(ClientRoom, "params.context.room_id"),
                new(Answer, "params.context.metadata", new JsonShape(new JsonShape.Slot(Metadata, "params.context.metadata.metadata"))),
                new(ClientHeaders, "params.context.headers"),
                new(ClientUrl, "params.context.url"),
                new(ClientAddr, "params.context.remote_addr"))),
            new(Binary, "params.binary"),
            new(Headers, "params.headers"),
            new(Url, "params.url"),
            new(RemoteAddr, "params.remote_addr"),
            new(ErrorText, "params.error"),
            new(Reason, "params.reason"),
            new(ActionAsked, "params.action"),
            new(RoomId, "params.room_id"),
            new(Members, "params.members"),
            new(Version, "params.version"),
            new(Ack, "params.ack"),
            new(MaxLine, "params.max_line_bytes"),
            new(HeartbeatSeconds, "params.heartbeat_seconds"))));

    public static void Context(GatewayEvent to, ref JsonLine read)
    {
        if (read.Require(ContextObject, JsonTokenType.StartObject, "an object"))
        {
            read.Id(ClientId, to.ClientIdText, isRequired: true);
            read.Id(ClientRoom, to.RoomIdText, isRequired: true);
            if (read.Has(Metadata))
            {
                to.MetadataBytes.TakeRaw(read, Metadata);
            }
        }
    }

    public static void Handshake(GatewayEvent to, ref JsonLine read, int headers, int url, int remote)
    {
        to.Headers = HeadersOf(ref read, headers);
        to.Path = read.Require(url, JsonTokenType.String, "a string") ? read.Text(url, MaxText) : "";
        to.RemoteAddress = read.Text(remote, MaxText);
    }

    // Errors about a client that was never accepted have its handshake as context; others may come to have a client's.
    public static void Error(GatewayEvent to, ref JsonLine read)
    {
        to.Reason = read.Text(ErrorText, MaxText);
        if (read.Has(ClientUrl))
        {
            Handshake(to, ref read, ClientHeaders, ClientUrl, ClientAddr);
        }
        else if (read.Has(ClientId))
        {
            Context(to, ref read);
        }
    }

    public static void Welcome(GatewayEvent to, ref JsonLine read) => to.Welcome = new GatewayWelcome(
        (int)read.Number(Version, 1, int.MaxValue, 0, isRequired: true),
        read.Flag(Ack, otherwise: false),
        read.Flag(Binary, otherwise: false),
        (int)read.Number(MaxLine, 1, int.MaxValue, 0, isRequired: true),
        (int)read.Number(HeartbeatSeconds, 1, int.MaxValue, 0, isRequired: true));

    public static GatewayEventKind KindOf(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("new_message"u8) => GatewayEventKind.NewMessage,
        _ when name.SequenceEqual("connection_request"u8) => GatewayEventKind.ConnectionRequest,
        _ when name.SequenceEqual("new_connection"u8) => GatewayEventKind.NewConnection,
        _ when name.SequenceEqual("disconnected"u8) => GatewayEventKind.Disconnected,
        _ when name.SequenceEqual("heartbeat"u8) => GatewayEventKind.Heartbeat,
        _ when name.SequenceEqual("error"u8) => GatewayEventKind.Error,
        _ when name.SequenceEqual("room_info"u8) => GatewayEventKind.RoomInfo,
        _ when name.SequenceEqual("problem"u8) => GatewayEventKind.Problem,
        _ when name.SequenceEqual("welcome"u8) => GatewayEventKind.Welcome,
        _ when name.SequenceEqual("goodbye"u8) => GatewayEventKind.Goodbye,
        _ => GatewayEventKind.Unknown,
    };

    private static List<KeyValuePair<string, string>> HeadersOf(ref JsonLine read, int field)
    {
        List<KeyValuePair<string, string>> headers = [];
        if (!read.Has(field) || !read.Require(field, JsonTokenType.StartObject, "an object of arrays of strings"))
        {
            return headers;
        }

        ReadOnlySpan<byte> json = read.Raw(field);
        Utf8JsonReader reader = new(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = NameOf(ref reader);
            reader.Read();
            bool isArray = reader.TokenType == JsonTokenType.StartArray;
            while (isArray && reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                headers.Add(new(name, JsonLine.TextOf(JsonField.Take(ref reader), json)));
            }

            if (reader.TokenType != JsonTokenType.EndArray)
            {
                read.Refuse(field, "an object of arrays of strings");
                break;
            }
        }

        return headers;
    }

    private static string NameOf(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        return JsonLine.TextOf(new JsonField { Length = raw.Length, IsEscaped = reader.ValueIsEscaped }, raw);
    }
}
