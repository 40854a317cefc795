namespace Millrace.Live.Tests.Load;

/// <summary>How a <see cref="FakeLiveServer"/> misbehaves.</summary>
internal enum FakeTrouble
{
    None,

    /// <summary>The page bears no token.</summary>
    NoLivePage,

    /// <summary>The page is answered with 503.</summary>
    Busy,

    /// <summary>The WebSocket is answered with 403.</summary>
    NoUpgrade,

    /// <summary>Hello is answered with a goodbye.</summary>
    TokenRefused,

    /// <summary>One patch says something else than the page has.</summary>
    WrongPatch,

    /// <summary>One frame of patches ends too early.</summary>
    Malformed,

    /// <summary>One frame of patches is left out.</summary>
    Gap,

    /// <summary>One event is handled, but its value stands nowhere.</summary>
    TokenMissing,

    /// <summary>One event is handled together with the next one, whose value takes the place of its own.</summary>
    Superseded,

    /// <summary>Who asks for the document is cut off.</summary>
    NoDocument,

    /// <summary>The document comes after a change that was never sent.</summary>
    DocumentAhead,

    /// <summary>One event finds no handler.</summary>
    NoHandler,

    /// <summary>A frame of a kind that there is not.</summary>
    UnknownFrame,

    /// <summary>The session is ended because it takes too much memory.</summary>
    Evicted,

    /// <summary>The connection is reset.</summary>
    CutOff,
}
