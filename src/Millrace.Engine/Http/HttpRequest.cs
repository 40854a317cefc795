using System.Globalization;
using System.Text;

namespace Millrace.Engine.Http;

/// <summary>The bytes of a request over HTTP/1.1 (RFC 9112), made once where many clients send the same.</summary>
public static class HttpRequest
{
    /// <summary>A request with its body.</summary>
    /// <param name="method">GET, POST and the like.</param>
    /// <param name="target">The server: what stands in the Host field.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="fields">Further fields, each with its name; in ASCII.</param>
    /// <param name="body">The body; with one, or with POST, PUT or PATCH, its length is said.</param>
    /// <exception cref="ArgumentException">A word has a line end in it, which would break the request open.</exception>
    public static byte[] Of(string method, Uri target, string path, IEnumerable<(string Name, string Value)>? fields = null, ReadOnlySpan<byte> body = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        (string Name, string Value)[] given = [.. fields ?? []];
        var head = new StringBuilder(256);
        head.Append(CultureInfo.InvariantCulture, $"{Checked(method)} {Checked(path)} HTTP/1.1\r\n");
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[("Host", target.Authority), ("User-Agent", "millrace")])
        {
            // Who gives such a field takes ours away.
            if (!given.Any(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
            }
        }

        foreach ((string name, string value) in given)
        {
            head.Append(CultureInfo.InvariantCulture, $"{Checked(name)}: {Checked(value)}\r\n");
        }

        if (!body.IsEmpty || method is "POST" or "PUT" or "PATCH")
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        }

        head.Append("\r\n");
        byte[] request = new byte[head.Length + body.Length];
        Encoding.ASCII.GetBytes(head.ToString(), request);
        body.CopyTo(request.AsSpan(head.Length));
        return request;
    }

    private static string Checked(string word) =>
        word.AsSpan().ContainsAny('\r', '\n') ? throw new ArgumentException($"'{word.ReplaceLineEndings(" ")}' has a line end in it and cannot stand in a request.", nameof(word)) : word;
}
