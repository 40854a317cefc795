namespace Millrace.Speech.Load.Clients;

/// <summary>What a server's message means for the chunks that were sent.</summary>
internal enum Meaning
{
    /// <summary>Nothing: it stands beside the answers.</summary>
    Beside,

    /// <summary>The oldest chunk without an answer has one.</summary>
    Answer,

    /// <summary>The oldest chunk without an answer has an error for one; the session goes on.</summary>
    Failure,

    /// <summary>An answer, and no chunk that waits for one.</summary>
    Stray,

    /// <summary>The session is over.</summary>
    End,
}
