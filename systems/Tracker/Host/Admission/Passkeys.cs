using System.Security.Cryptography;

namespace Millrace.Tracker.Host.Admission;

/// <summary>
/// The keys of a private tracker's users. Found by a keyed hash, and then compared in constant time: how long a guess takes says nothing about a key. Never changed once made.
/// </summary>
internal sealed class Passkeys
{
    public const int LeastLength = 8;
    public const int MostLength = 64;

    private readonly SipHashKey _hashKey = SipHashKey.Random();
    private readonly Dictionary<ulong, byte[]> _byHash = [];

    public int Count => _byHash.Count;

    public static ListReading<Passkeys> Read(Stream stream)
    {
        Passkeys keys = new();
        BrokenLines broken = new();
        ListLines lines = new(stream);
        while (lines.TryRead(out ReadOnlySpan<byte> entry))
        {
            if (IsKey(entry))
            {
                keys._byHash[SipHash.Hash(keys._hashKey, entry)] = entry.ToArray();
            }
            else
            {
                // Not the line itself: it may be a key with one character too many, and logs are read by others.
                broken.Add(lines.Number, "…"u8, "is no passkey: write 8 to 64 of the characters A-Z a-z 0-9 _ and -.");
            }
        }

        return new(keys, keys.Count, broken.Count, broken.Problems);
    }

    public bool Contains(ReadOnlySpan<byte> key) =>
        _byHash.TryGetValue(SipHash.Hash(_hashKey, key), out byte[]? known) && CryptographicOperations.FixedTimeEquals(known, key);

    private static bool IsKey(ReadOnlySpan<byte> text) =>
        text.Length is >= LeastLength and <= MostLength && !text.ContainsAnyExcept(s_characters);

    private static readonly System.Buffers.SearchValues<byte> s_characters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"u8);
}
