namespace Millrace.Speech.Host.Rest;

/// <summary>Gives a request its session: it counts against the limit and stands in the list like a stream's.</summary>
internal interface IRequestSessions
{
    /// <summary>How many sessions there may be.</summary>
    int Limit { get; }

    /// <summary>After how many seconds a client that got none may try again.</summary>
    int RetryAfterSeconds { get; }

    /// <summary>A session, to be disposed at the request's end; null where none is free.</summary>
    IRequestSession? TryOpen();
}
