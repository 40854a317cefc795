namespace Millrace.Speech.Host.Sessions;

/// <summary>Why somebody was turned away.</summary>
internal enum SessionRefusal
{
    /// <summary>All sessions are taken.</summary>
    SessionLimit,

    /// <summary>All that one address may have are taken.</summary>
    AddressLimit,

    /// <summary>The server shuts down.</summary>
    Draining,

    /// <summary>A page of a foreign origin.</summary>
    Origin,

    /// <summary>A name that is not the server's own.</summary>
    Host,

    /// <summary>No API key, or none that is good.</summary>
    ApiKey,

    /// <summary>Something in the query is wrong.</summary>
    Query,

    /// <summary>No WebSocket where one is expected.</summary>
    NoWebSocket,
}
