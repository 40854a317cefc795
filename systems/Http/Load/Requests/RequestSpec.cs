namespace Millrace.Http.Load.Requests;

/// <summary>One kind of request that clients send, and which answers to it are right.</summary>
/// <param name="Name">What its operation is called.</param>
/// <param name="Method">GET and the like, in capitals.</param>
/// <param name="Path">Path and query; empty for the target's own.</param>
/// <param name="Weight">How often it is chosen, in relation to the others.</param>
internal sealed record RequestSpec(string Name, string Method, string Path, double Weight)
{
    /// <summary>The body, empty for none.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The Content-Type of the body.</summary>
    public string ContentType { get; init; } = "application/octet-stream";

    /// <summary>Which statuses are right.</summary>
    public required StatusSet Right { get; init; }

    /// <summary>What the body of a right answer has in it; null where nothing is asked for.</summary>
    public byte[]? Expect { get; init; }

    /// <summary>True for the methods that mean the same sent once or twice (RFC 9110 section 9.2.2): only these are sent again over a new connection.</summary>
    public bool IsIdempotent => Method is "GET" or "HEAD" or "PUT" or "DELETE" or "OPTIONS";

    /// <summary>True where an answer has no body, whatever its head says.</summary>
    public bool IsHead => Method == "HEAD";

    /// <summary>True for methods whose requests have no body.</summary>
    public static bool IsWithoutBody(string method) => method is "GET" or "HEAD";
}
