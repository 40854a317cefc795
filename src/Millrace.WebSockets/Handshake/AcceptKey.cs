using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Millrace.WebSockets.Handshake;

/// <summary>Sec-WebSocket-Key and its answer, RFC 6455 section 4.2.2: base64(SHA-1(key + a fixed GUID)).</summary>
internal static class AcceptKey
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <summary>A fresh key: 16 random bytes in base64.</summary>
    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>True for 16 bytes in base64.</summary>
    public static bool IsKey(string key) => key.Length == 24 && Base64.IsValid(key, out int length) && length == 16;

    /// <summary>The answer to a key.</summary>
    public static string AnswerTo(string key)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The protocol prescribes SHA-1; it proves that the server read the request, nothing more.
        SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid), hash);
#pragma warning restore CA5350
        return Convert.ToBase64String(hash);
    }
}
