namespace Millrace.Gateway.Wire;

/// <summary>What a backend asks of the gateway. All but the first four are of the extended protocol.</summary>
public enum BackendActionKind
{
    /// <summary>An action that this version does not know; it is ignored and counted.</summary>
    Unknown,

    /// <summary><c>response</c>: the answer to a connection_request.</summary>
    Response,

    /// <summary><c>message_to_room</c>.</summary>
    MessageToRoom,

    /// <summary><c>message_to_connection</c>.</summary>
    MessageToConnection,

    /// <summary><c>broadcast</c>.</summary>
    Broadcast,

    /// <summary><c>hello</c>: what the backend understands, and the secret.</summary>
    Hello,

    /// <summary><c>ack</c>: every event up to a number has been handled.</summary>
    Ack,

    /// <summary><c>join_room</c>.</summary>
    JoinRoom,

    /// <summary><c>leave_room</c>.</summary>
    LeaveRoom,

    /// <summary><c>disconnect</c>: a client is to leave.</summary>
    Disconnect,

    /// <summary><c>room_info</c>: how many members has a room?</summary>
    RoomInfo,

    /// <summary><c>heartbeat</c>: the answer to the gateway's.</summary>
    Heartbeat,
}
