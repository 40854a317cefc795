namespace Millrace.Gateway.Host.Routing;

/// <summary>What backends are told.</summary>
internal enum EventKind : byte
{
    /// <summary><c>new_connection</c>.</summary>
    Connected,

    /// <summary><c>new_message</c> of a text message.</summary>
    Text,

    /// <summary><c>new_message</c> of a binary message.</summary>
    Binary,

    /// <summary><c>disconnected</c>.</summary>
    Disconnected,

    /// <summary><c>error</c>.</summary>
    Error,
}
