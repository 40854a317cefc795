using System.Net;

namespace Millrace.Gateway.Host.Routing;

/// <summary>What a client asked with: the part of its opening handshake that backends decide by.</summary>
/// <param name="Path">The path, percent-decoded, without query.</param>
/// <param name="Query">The query without its question mark; empty when there is none. Plain backends do not see it.</param>
/// <param name="Headers">All header fields in their order, names in canonical form (<c>User-Agent</c>).</param>
/// <param name="Remote">The client's address and port.</param>
internal sealed record ClientRequest(string Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, IPEndPoint Remote)
{
    private const int PerString = 24;

    /// <summary>About how many bytes of memory it takes.</summary>
    public int Weight => (2 * (Path.Length + Query.Length)) + Headers.Sum(header => (2 * (PerString + header.Key.Length + header.Value.Length)));
}
