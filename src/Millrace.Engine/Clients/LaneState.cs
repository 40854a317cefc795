namespace Millrace.Engine.Clients;

/// <summary>Where a client stands.</summary>
internal enum LaneState : byte
{
    /// <summary>Without a connection, perhaps about to connect.</summary>
    Down,

    /// <summary>A connect is under way.</summary>
    Connecting,

    /// <summary>Connected and able to work.</summary>
    Up,

    /// <summary>Being closed or closed for good.</summary>
    Closed,
}
