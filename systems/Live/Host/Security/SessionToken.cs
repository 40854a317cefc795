using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Millrace.Live.Host.Security;

/// <summary>
/// Makes and checks the tokens that pages carry. A token is base64url of: version u8 = 1, session id 16 bytes, time of issue u64 big endian (Unix seconds), and 32 bytes
/// HMAC-SHA256 over those and what <see cref="BrowserCookie.Of"/> makes of the browser's cookie and the user. A page of another site can neither read the token nor make the browser send ours from a form.
/// </summary>
internal sealed class SessionToken
{
    private const byte Version = 1;
    private const int SignedSize = 1 + SessionId.Size + sizeof(ulong);
    private const int Size = SignedSize + HMACSHA256.HashSizeInBytes;
    private const int LongestCookie = 64;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);
    private static readonly int TextLength = Base64Url.GetEncodedLength(Size);

    private readonly byte[] _key;
    private readonly TimeProvider _time;

    /// <param name="key">What is signed with, 32 bytes.</param>
    /// <param name="time">The wall clock.</param>
    public SessionToken(byte[] key, TimeProvider time) => (_key, _time) = (key, time);

    /// <summary>A token for a session and the browser that has <paramref name="cookie"/>.</summary>
    public string Issue(SessionId id, string cookie)
    {
        Span<byte> token = stackalloc byte[Size];
        token[0] = Version;
        BinaryPrimitives.WriteUInt128BigEndian(token[1..], id.Value);
        BinaryPrimitives.WriteUInt64BigEndian(token[(1 + SessionId.Size)..], (ulong)Math.Max(0, _time.GetUtcNow().ToUnixTimeSeconds()));
        Sign(token[..SignedSize], cookie, token[SignedSize..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Whether a token is one of ours for this browser; then also of which session, and how old it is.</summary>
    public TokenState Check(ReadOnlySpan<char> text, string? cookie, out SessionId id, out TimeSpan age)
    {
        (id, age) = (default, default);
        Span<byte> token = stackalloc byte[Size];
        if (text.Length != TextLength || Base64Url.DecodeFromChars(text, token, out _, out int written) != OperationStatus.Done || written != Size || token[0] != Version)
        {
            return TokenState.Malformed;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(token[..SignedSize], cookie ?? "", expected);
        if (cookie is null || !CryptographicOperations.FixedTimeEquals(expected, token[SignedSize..]))
        {
            return TokenState.Forged;
        }

        id = new(BinaryPrimitives.ReadUInt128BigEndian(token[1..]));
        ulong issued = BinaryPrimitives.ReadUInt64BigEndian(token[(1 + SessionId.Size)..]);
        age = TimeSpan.FromSeconds(_time.GetUtcNow().ToUnixTimeSeconds() - (double)issued);
        return age < -ClockSkew ? TokenState.FromTheFuture : TokenState.Good;
    }

    private void Sign(ReadOnlySpan<byte> head, string cookie, Span<byte> signature)
    {
        Span<byte> signed = stackalloc byte[SignedSize + LongestCookie];
        head.CopyTo(signed);
        int length = cookie.Length <= LongestCookie ? Encoding.ASCII.GetBytes(cookie, signed[SignedSize..]) : 0;
        HMACSHA256.HashData(_key, signed[..(SignedSize + length)], signature);
    }
}
