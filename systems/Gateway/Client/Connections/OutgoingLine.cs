using System.Buffers;
using System.Text;
using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Client.Connections;

/// <summary>A line for the gateway that is not written yet, so that it can wait for room in a queue.</summary>
internal readonly struct OutgoingLine
{
    private const int SmallText = 256;

    private BackendActionKind Kind { get; init; }

    private string RequestId { get; init; }

    private string Client { get; init; }

    private string Room { get; init; }

    private ReadOnlyMemory<byte> Message { get; init; }

    // Where a message is given as text, this and not Message.
    private string? Text { get; init; }

    private bool IsBinary { get; init; }

    // A sequence number or a close code.
    private long Number { get; init; }

    private string? Reason { get; init; }

    private ConnectionVerdict? Verdict { get; init; }

    private BackendHello? Greeting { get; init; }

    /// <summary>True for what the program asked for; false for the protocol's own lines.</summary>
    public bool IsAction => Kind is not (BackendActionKind.Ack or BackendActionKind.Heartbeat or BackendActionKind.Hello);

    /// <summary>True for what a gateway of the plain protocol does not understand.</summary>
    public bool IsExtended => IsBinary || Kind is BackendActionKind.JoinRoom or BackendActionKind.LeaveRoom or BackendActionKind.Disconnect or BackendActionKind.RoomInfo;

    /// <summary>What it is called, for people.</summary>
    public string Name => IsBinary ? "binary messages" : Kind.ToString();

    public static OutgoingLine Hello(GatewayBackendOptions options) => new()
    {
        Kind = BackendActionKind.Hello,
        Greeting = new BackendHello(ExtendedEventLines.Version, options.Name, options.Secret ?? "", options.Acknowledge, Binary: true),
    };

    public static OutgoingLine Ack(long sequence) => new() { Kind = BackendActionKind.Ack, Number = sequence };

    public static OutgoingLine Heartbeat() => new() { Kind = BackendActionKind.Heartbeat };

    public static OutgoingLine Response(string requestId, ConnectionVerdict verdict) => new() { Kind = BackendActionKind.Response, RequestId = requestId, Verdict = verdict };

    public static OutgoingLine ToClient(string client, string text) => new() { Kind = BackendActionKind.MessageToConnection, Client = client, Text = text };

    public static OutgoingLine ToClient(string client, ReadOnlyMemory<byte> message, bool isBinary) =>
        new() { Kind = BackendActionKind.MessageToConnection, Client = client, Message = message, IsBinary = isBinary };

    public static OutgoingLine ToRoom(string room, string text) => new() { Kind = BackendActionKind.MessageToRoom, Room = room, Text = text };

    public static OutgoingLine ToRoom(string room, ReadOnlyMemory<byte> message, bool isBinary) =>
        new() { Kind = BackendActionKind.MessageToRoom, Room = room, Message = message, IsBinary = isBinary };

    public static OutgoingLine ToAll(string text) => new() { Kind = BackendActionKind.Broadcast, Text = text };

    public static OutgoingLine ToAll(ReadOnlyMemory<byte> message, bool isBinary) => new() { Kind = BackendActionKind.Broadcast, Message = message, IsBinary = isBinary };

    public static OutgoingLine Join(string client, string room) => new() { Kind = BackendActionKind.JoinRoom, Client = client, Room = room };

    public static OutgoingLine Leave(string client, string room) => new() { Kind = BackendActionKind.LeaveRoom, Client = client, Room = room };

    public static OutgoingLine Disconnect(string client, int code, string reason) => new() { Kind = BackendActionKind.Disconnect, Client = client, Number = code, Reason = reason };

    public static OutgoingLine RoomInfo(string requestId, string room) => new() { Kind = BackendActionKind.RoomInfo, RequestId = requestId, Room = room };

    public void WriteTo(LineWriter to)
    {
        switch (Kind)
        {
            case BackendActionKind.Hello:
                ActionLines.Hello(to, "hello", Greeting!);
                break;
            case BackendActionKind.Ack:
                ActionLines.Ack(to, Number);
                break;
            case BackendActionKind.Heartbeat:
                ActionLines.Heartbeat(to);
                break;
            case BackendActionKind.Response when Verdict!.IsAccepted:
                ActionLines.Accept(to, RequestId, Verdict.ClientId, Verdict.Room, Verdict.Metadata.Span, Verdict.Rooms);
                break;
            case BackendActionKind.Response:
                ActionLines.Refuse(to, RequestId, Verdict!.Status, Verdict.Reason);
                break;
            case BackendActionKind.JoinRoom:
                ActionLines.JoinRoom(to, default, Client, Room);
                break;
            case BackendActionKind.LeaveRoom:
                ActionLines.LeaveRoom(to, default, Client, Room);
                break;
            case BackendActionKind.Disconnect:
                ActionLines.Disconnect(to, default, Client, (int)Number, Reason!);
                break;
            case BackendActionKind.RoomInfo:
                ActionLines.RoomInfo(to, RequestId, Room);
                break;
            default:
                WriteMessage(to);
                break;
        }
    }

    private void WriteMessage(LineWriter to)
    {
        if (Text is null)
        {
            WriteMessage(to, Message.Span);
            return;
        }

        int most = Encoding.UTF8.GetMaxByteCount(Text.Length);
        byte[]? rented = most > SmallText ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[SmallText];
        WriteMessage(to, utf8[..Encoding.UTF8.GetBytes(Text, utf8)]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void WriteMessage(LineWriter to, ReadOnlySpan<byte> message)
    {
        switch (Kind)
        {
            case BackendActionKind.MessageToConnection:
                ActionLines.MessageToConnection(to, default, Client, message, IsBinary);
                break;
            case BackendActionKind.MessageToRoom:
                ActionLines.MessageToRoom(to, default, Room, message, IsBinary);
                break;
            default:
                ActionLines.Broadcast(to, default, message, IsBinary);
                break;
        }
    }
}
