namespace Millrace.Engine.Http;

/// <summary>Why an answer cannot be taken.</summary>
public enum HttpFault
{
    /// <summary>Nothing is wrong so far.</summary>
    None,

    /// <summary>It is no HTTP/1.1 answer.</summary>
    Malformed,

    /// <summary>It is longer than is taken; the connection is of no use any more.</summary>
    TooLarge,

    /// <summary>The connection ended within it.</summary>
    Truncated,
}
