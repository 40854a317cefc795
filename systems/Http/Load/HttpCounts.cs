namespace Millrace.Http.Load;

/// <summary>What the clients count beside their operations, in the measured phases.</summary>
internal static class HttpCounts
{
    /// <summary>Connections opened for a request: the first of each client is not among them.</summary>
    public const string Opened = "connections-opened";

    /// <summary>Connections that the server closed while nothing was asked over them.</summary>
    public const string ClosedIdle = "closed-while-idle";

    /// <summary>Requests sent once more over a new connection, because the server closed the used one before it began to answer; only those that may be sent twice.</summary>
    public const string Resent = "resent";

    /// <summary>Bytes that came while nothing was asked, or behind the end of an answer.</summary>
    public const string Unasked = "unasked-bytes";

    public static IReadOnlyList<string> All { get; } = [Opened, ClosedIdle, Resent, Unasked];
}
