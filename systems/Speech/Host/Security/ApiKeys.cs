using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Millrace.Hosting;

namespace Millrace.Speech.Host.Security;

/// <summary>
/// The keys that open the service. Of each only its SHA-256 is kept, and what a client brings is compared with all of them, in constant time: how long a refusal takes says nothing of how near it was.
/// </summary>
internal sealed class ApiKeys
{
    /// <summary>The subprotocol by which a browser, which can set no headers on a WebSocket, brings its key: <c>token, KEY</c>.</summary>
    public const string Subprotocol = "token";

    /// <summary>What a client that is refused is told to bring.</summary>
    public const string Challenge = "Bearer";

    /// <summary>Characters of the shortest key: fewer can be guessed.</summary>
    public const int ShortestKey = 16;

    private const int LongestKey = 256;
    private const int LargestFile = 1024 * 1024;

    private readonly string? _path;
    private volatile byte[][] _hashes;

    private ApiKeys(byte[][] hashes, string? path = null) => (_hashes, _path) = (hashes, path);

    /// <summary>How many there are.</summary>
    public int Count => _hashes.Length;

    /// <summary>The keys of a file, one a line; lines that are empty or begin with # do not count. Null where no file is named: then everybody may.</summary>
    /// <exception cref="ServerStartException">The file cannot be read, or holds what is no key.</exception>
    public static ApiKeys? OfFile(string? path) => path is null ? null : new(Read(path), path);

    /// <summary>Keys that are given, for tests.</summary>
    public static ApiKeys Of(params string[] keys) => new(Hashes("(given)", keys));

    /// <summary>
    /// Reads the file again: who comes from now on needs one of its keys, and who is there stays. Where it cannot be read, or holds what is no key, the keys that were read before stay good.
    /// </summary>
    /// <param name="log">Told of the outcome.</param>
    public void Reload(ILogger log)
    {
        if (_path is not { } path)
        {
            return;
        }

        try
        {
            _hashes = Read(path);
            SecurityLog.KeysRead(log, path, Count);
        }
        catch (ServerStartException e)
        {
            SecurityLog.KeysKept(log, Count, e.Message);
        }
    }

    /// <summary>Whether a key is one of these.</summary>
    public bool Know(string key)
    {
        if (key.Length is 0 or > LongestKey)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        bool isKnown = false;
        foreach (byte[] known in _hashes)
        {
            isKnown |= CryptographicOperations.FixedTimeEquals(hash, known);
        }

        return isKnown;
    }

    /// <summary>Whether a request brings one: as <c>Authorization: Bearer KEY</c> or <c>Token KEY</c>, as <c>X-API-Key</c>, or, opening a WebSocket, by the subprotocols <c>token, KEY</c>.</summary>
    public bool Allow(HttpContext http)
    {
        IHeaderDictionary headers = http.Request.Headers;
        return Bearer(headers.Authorization) is { } bearer ? Know(bearer)
            : headers["X-API-Key"] is { Count: 1 } own ? Know(own.ToString())
            : http.WebSockets.IsWebSocketRequest && OfSubprotocols(http) is { } offered && Know(offered);
    }

    /// <summary>Whether a client that opens a WebSocket offers <see cref="Subprotocol"/>, which the server then has to pick: a browser ends the connection if it does not.</summary>
    public static bool OffersSubprotocol(HttpContext http) => http.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol);

    private static string? OfSubprotocols(HttpContext http) =>
        http.WebSockets.WebSocketRequestedProtocols is [Subprotocol, { } key] ? key : null;

    private static string? Bearer(StringValues header)
    {
        if (header.Count != 1 || header[0] is not { } value)
        {
            return null;
        }

        int space = value.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && (value.AsSpan(0, space).Equals("Bearer", StringComparison.OrdinalIgnoreCase) || value.AsSpan(0, space).Equals("Token", StringComparison.OrdinalIgnoreCase))
            ? value[(space + 1)..].Trim()
            : null;
    }

    private static byte[][] Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Length > LargestFile)
            {
                throw new ServerStartException($"The file of API keys '{path}' has {file.Length} bytes; at most {LargestFile} are read. Is it the right file?");
            }

            return Hashes(path, File.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ServerStartException($"The file of API keys '{path}' cannot be read: {e.Message} Give a file that this user may read, with one key a line.", e);
        }
    }

    private static byte[][] Hashes(string path, string[] lines)
    {
        List<byte[]> hashes = [];
        for (int i = 0; i < lines.Length; i++)
        {
            string key = lines[i].Trim();
            if (key.Length == 0 || key[0] == '#')
            {
                continue;
            }

            if (key.Length is < ShortestKey or > LongestKey || !key.All(IsOfKey))
            {
                // Without the line's text: it may be a key with a slip.
                throw new ServerStartException(
                    $"Line {i + 1} of the file of API keys '{path}' is no key: a key has {ShortestKey} to {LongestKey} characters, letters and digits of ASCII and any of !#$%&'*+-.^_`|~ (what a WebSocket's subprotocol may have). 'openssl rand -hex 32' makes one.");
            }

            hashes.Add(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        }

        return hashes.Count > 0
            ? [.. hashes]
            : throw new ServerStartException($"The file of API keys '{path}' holds no key, so nobody could use the server. Put one key on a line, or leave the option out to let everybody in.");
    }

    // RFC 9110's token, of which a subprotocol is made (RFC 6455 section 4.1). A base64 key does not fit, but hexadecimal and base64url ones do.
    private static bool IsOfKey(char sign) => char.IsAsciiLetterOrDigit(sign) || "!#$%&'*+-.^_`|~".Contains(sign, StringComparison.Ordinal);
}
