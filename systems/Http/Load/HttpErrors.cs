using Millrace.Engine.Http;

namespace Millrace.Http.Load;

/// <summary>The words under which errors of this system count, beside the engine's own and <c>http-404</c> and the like.</summary>
internal static class HttpErrors
{
    /// <summary>An answer with the right status, without the text that was expected in its body.</summary>
    public const string Mismatch = "body-mismatch";

    /// <summary>An answer whose body is longer than is taken.</summary>
    public const string TooLarge = "too-large";

    /// <summary>An answer that the connection's end cut off.</summary>
    public const string Truncated = "truncated";

    /// <summary>What came is no HTTP/1.1 answer.</summary>
    public const string Malformed = "malformed";

    /// <summary>The server closed a connection that had been used before, before it began to answer: a request that must not be sent twice stays unanswered.</summary>
    public const string NotResent = "closed-not-resent";

    /// <summary>A mistake of the lab's own while it read an answer: says nothing of the server, and the run has failed.</summary>
    public const string LabError = "lab-error";

    /// <summary>The word for what is wrong with an answer.</summary>
    public static string Of(HttpFault fault) => fault switch
    {
        HttpFault.TooLarge => TooLarge,
        HttpFault.Truncated => Truncated,
        _ => Malformed,
    };
}
