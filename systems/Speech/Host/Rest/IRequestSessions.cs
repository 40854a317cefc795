using System.Net;

namespace Millrace.Speech.Host.Rest;

/// <summary>Gives a request its session: it counts against the limits and stands in the list like a stream's.</summary>
internal interface IRequestSessions
{
    /// <summary>After how many seconds a client that got none may try again.</summary>
    int RetryAfterSeconds { get; }

    /// <summary>A session, to be disposed at the request's end; null where none is free.</summary>
    /// <param name="address">Whose it is; null where that is not known.</param>
    /// <param name="refusal">Why there is none, in words for the client.</param>
    IRequestSession? TryOpen(IPAddress? address, out string refusal);
}
