namespace Millrace.Gateway.Wire;

/// <summary>What the gateway tells a backend. All after <see cref="Heartbeat"/> are of the extended protocol.</summary>
public enum GatewayEventKind
{
    /// <summary>Something that this version does not know.</summary>
    Unknown,

    /// <summary><c>connection_request</c>: may this client come in? To be answered with a response.</summary>
    ConnectionRequest,

    /// <summary><c>new_connection</c>: a client that was accepted is connected.</summary>
    NewConnection,

    /// <summary><c>new_message</c>: a client sent something.</summary>
    NewMessage,

    /// <summary><c>disconnected</c>: a client is gone.</summary>
    Disconnected,

    /// <summary><c>error</c>: a client could not be let in, for a reason that was not its own.</summary>
    Error,

    /// <summary><c>heartbeat</c>.</summary>
    Heartbeat,

    /// <summary><c>welcome</c>: the answer to a hello.</summary>
    Welcome,

    /// <summary><c>goodbye</c>: the gateway will close this connection.</summary>
    Goodbye,

    /// <summary><c>problem</c>: a line of this backend was refused.</summary>
    Problem,

    /// <summary><c>room_info</c>: how many members a room has.</summary>
    RoomInfo,
}
