using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Host.Routing;

/// <summary>Actions by the names that they have on the line.</summary>
internal static class ActionNames
{
    /// <summary>The name; empty for an action that is not known.</summary>
    public static string Of(BackendActionKind kind) => kind switch
    {
        BackendActionKind.Response => "response",
        BackendActionKind.MessageToRoom => "message_to_room",
        BackendActionKind.MessageToConnection => "message_to_connection",
        BackendActionKind.Broadcast => "broadcast",
        BackendActionKind.Hello => "hello",
        BackendActionKind.Ack => "ack",
        BackendActionKind.JoinRoom => "join_room",
        BackendActionKind.LeaveRoom => "leave_room",
        BackendActionKind.Disconnect => "disconnect",
        BackendActionKind.RoomInfo => "room_info",
        BackendActionKind.Heartbeat => "heartbeat",
        _ => "",
    };
}
