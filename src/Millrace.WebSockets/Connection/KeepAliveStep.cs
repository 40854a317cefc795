namespace Millrace.WebSockets.Connection;

/// <summary>What keep-alive asks for now.</summary>
internal enum KeepAliveStep : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The peer has been silent for the interval: ping it.</summary>
    Ping,

    /// <summary>The peer has stayed silent after the ping: drop it.</summary>
    Drop,
}
