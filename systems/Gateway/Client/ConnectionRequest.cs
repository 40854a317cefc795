namespace Millrace.Gateway.Client;

/// <summary>A client that asks to come in: what its opening handshake said.</summary>
public sealed class ConnectionRequest
{
    internal ConnectionRequest(string path, string remoteAddress, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        Path = path;
        RemoteAddress = remoteAddress;
        Headers = headers;
    }

    /// <summary>The path that the client asked for, without query, such as <c>/ws/lobby</c>.</summary>
    public string Path { get; }

    /// <summary>The client's address and port, as the gateway sees them.</summary>
    public string RemoteAddress { get; }

    /// <summary>All header fields; a name stands once for each value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The parts of the path between its slashes, without empty ones: <c>ws</c> and <c>lobby</c> of <c>/ws/lobby</c>. The gateway has unescaped the path already.</summary>
    public IReadOnlyList<string> Segments => Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The first value of a header field, whose name is compared without case; null where the client sent none.</summary>
    public string? Header(string name)
    {
        foreach ((string field, string value) in Headers)
        {
            if (field.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
