namespace Millrace.Gateway.Host.Admission;

/// <summary>Why a connection never became a WebSocket; the values index counters.</summary>
internal enum RefusalReason
{
    /// <summary>503: every place is taken.</summary>
    Full,

    /// <summary>503: its address has all the places that one address may have.</summary>
    Address,

    /// <summary>503: the server is about to stop.</summary>
    Draining,

    /// <summary>404: the path is no WebSocket's. 414: it is too long.</summary>
    Path,

    /// <summary>403: the page's origin is not listed.</summary>
    Origin,

    /// <summary>421: the name that the client calls the server by is not one of the server's.</summary>
    Host,

    /// <summary>400, 405, 426, 431 and the like: no proper opening handshake.</summary>
    Handshake,

    /// <summary>408, or nothing while TLS is not done: the handshake was not complete in time.</summary>
    Timeout,

    /// <summary>Nothing to answer: TLS failed.</summary>
    Tls,

    /// <summary>Nothing to answer: the client left, or the transport failed.</summary>
    Gone,

    /// <summary>Not even read: so many are being refused already that this one was reset.</summary>
    Flood,

    /// <summary>403 or the status that the backend gave: a backend did not let it in.</summary>
    Rejected,

    /// <summary>503: there was no backend to ask.</summary>
    NoBackend,

    /// <summary>504: no backend answered in time.</summary>
    BackendTimeout,

    /// <summary>502: a backend's answer was none, or it died over the question.</summary>
    BadAnswer,

    /// <summary>409: its id is taken by a client that is connected.</summary>
    Duplicate,

    /// <summary>503: backends are there, but all of them had to acknowledge something first, or there were too many clients that ask, or rooms.</summary>
    Busy,
}
