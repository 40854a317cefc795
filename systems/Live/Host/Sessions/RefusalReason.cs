namespace Millrace.Live.Host.Sessions;

/// <summary>Why a page or a WebSocket was not taken.</summary>
internal enum RefusalReason
{
    /// <summary>The WebSocket's request names a page of another site.</summary>
    Origin,

    /// <summary>The request calls the server by a name that is not its own.</summary>
    Host,

    /// <summary>The request asks for no WebSocket of our protocol.</summary>
    NoWebSocket,

    /// <summary>As many sessions as there may be.</summary>
    SessionLimit,

    /// <summary>As many sessions of that address as there may be.</summary>
    AddressLimit,

    /// <summary>Too little memory left for another session.</summary>
    Memory,

    /// <summary>The server stops.</summary>
    Draining,

    /// <summary>No hello came in time.</summary>
    HelloTimeout,

    /// <summary>Something else came than a hello, or a malformed one.</summary>
    HelloMalformed,

    /// <summary>Another version of the protocol.</summary>
    Version,

    /// <summary>No token at all.</summary>
    TokenMalformed,

    /// <summary>A token that we never issued to this browser and whoever is signed in.</summary>
    TokenForged,

    /// <summary>A token of ours from later than now: the clocks of two servers differ.</summary>
    TokenFromTheFuture,

    /// <summary>A token of a session that has long been gone.</summary>
    TokenExpired,

    /// <summary>The session has been evicted.</summary>
    Evicted,

    /// <summary>No page is mapped there, or one that only a request over HTTP may open.</summary>
    NoPage,

    /// <summary>The page failed at its first rendering.</summary>
    PageFailed,

    /// <summary>The page took more memory at its first rendering than one session may.</summary>
    SessionMemory,
}
