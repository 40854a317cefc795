namespace Millrace.Tracker.Host.Answering;

/// <summary>Why a request does not get what it asks for. Those before <see cref="ConnectionId"/> get no answer at all, the others an error.</summary>
internal enum Refusal
{
    /// <summary>Shorter than any request, longer than a request can be, or from port 0, to which nothing can be sent.</summary>
    Malformed,

    /// <summary>A connect without the protocol's number.</summary>
    WrongMagic,

    /// <summary>An unverified address that has had its share of answers.</summary>
    ConnectRate,

    /// <summary>An address without a valid connection id that has been told so often enough.</summary>
    ErrorRate,

    /// <summary>A verified address that has had its share of answers.</summary>
    RequestRate,

    /// <summary>From an address that the Internet does not have, to a public tracker.</summary>
    Bogus,

    /// <summary>Without a valid connection id, and it looks like an answer: two trackers that answer each other's errors would never end.</summary>
    LooksLikeAnswer,

    /// <summary>Answering it failed for a reason that should not exist; the log says more.</summary>
    Failed,

    /// <summary>A connection id that is too old, from the future, of another address, or made up.</summary>
    ConnectionId,

    /// <summary>An announce shorter than 98 bytes.</summary>
    PacketSize,

    /// <summary>Neither connect, announce nor scrape.</summary>
    UnknownAction,

    /// <summary>The lists do not let its swarm in.</summary>
    NotAuthorized,

    /// <summary>A peer that takes connections on port 0.</summary>
    PortZero,

    /// <summary>A scrape of nothing.</summary>
    NoHashes,

    /// <summary>An announce to a private tracker without a passkey.</summary>
    PasskeyMissing,

    /// <summary>An announce to a private tracker with a passkey that nobody has.</summary>
    PasskeyUnknown,

    /// <summary>A scrape of a private tracker: nothing in it could say who asks.</summary>
    PrivateScrape,
}
