using System.Net;

namespace Millrace.WebSockets;

/// <summary>A valid opening handshake of a client, RFC 6455 section 4.1.</summary>
public sealed class UpgradeRequest
{
    internal UpgradeRequest(string target, string host, HttpFields headers, IReadOnlyList<string> subprotocols)
    {
        int query = target.IndexOf('?', StringComparison.Ordinal);
        Path = query < 0 ? target : target[..query];
        Query = query < 0 ? "" : target[(query + 1)..];
        Host = host;
        Headers = headers;
        Subprotocols = subprotocols;
    }

    /// <summary>The path as sent, still percent-encoded; begins with a slash.</summary>
    public string Path { get; }

    /// <summary>The query as sent, without its question mark; empty when there is none.</summary>
    public string Query { get; }

    /// <summary>The Host field.</summary>
    public string Host { get; }

    /// <summary>All header fields.</summary>
    public HttpFields Headers { get; }

    /// <summary>The Origin field, or null; browsers always send it.</summary>
    public string? Origin => Headers["Origin"];

    /// <summary>Subprotocols the client offers, best first.</summary>
    public IReadOnlyList<string> Subprotocols { get; }

    /// <summary>The client's address; null where the transport has none.</summary>
    public IPEndPoint? RemoteEndPoint { get; internal set; }
}
