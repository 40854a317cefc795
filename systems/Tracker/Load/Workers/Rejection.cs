using System.Text;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Load.Workers;

/// <summary>What an error of a tracker's is about, as far as its words tell.</summary>
internal static class Rejection
{
    public const string ConnectionId = "connection-id-rejected";
    public const string NotAuthorized = "not-authorized";
    public const string RateLimit = "rate-limited";
    public const string Other = "tracker-error";

    /// <summary>The kind under which it is counted.</summary>
    public static string KindOf(ReadOnlySpan<byte> datagram)
    {
        ReadOnlySpan<byte> text = ErrorAnswer.Text(datagram);
        return IsAboutId(text) ? ConnectionId
            : Has(text, "authori"u8) || Has(text, "not registered"u8) || Has(text, "unregistered"u8) || Has(text, "passkey"u8) || Has(text, "not allowed"u8) ? NotAuthorized
            : HasWord(text, "rate"u8) || Has(text, "limit"u8) || Has(text, "too many"u8) ? RateLimit
            : Other;
    }

    private static bool IsAboutId(ReadOnlySpan<byte> text) =>
        Has(text, "connection id"u8) || Has(text, "connection_id"u8) || Has(text, "connection-id"u8) || Has(text, "connectionid"u8);

    // Trackers write what they like, in either case.
    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => Find(text, lower, 0) >= 0;

    // Not as a part of another word, such as of "generate".
    private static bool HasWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        for (int at = Find(text, lower, 0); at >= 0; at = Find(text, lower, at + 1))
        {
            int after = at + lower.Length;
            if ((at == 0 || !char.IsAsciiLetter((char)text[at - 1])) && (after == text.Length || !char.IsAsciiLetter((char)text[after])))
            {
                return true;
            }
        }

        return false;
    }

    private static int Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower, int from)
    {
        for (int at = from; at + lower.Length <= text.Length; at++)
        {
            if (Ascii.EqualsIgnoreCase(text.Slice(at, lower.Length), lower))
            {
                return at;
            }
        }

        return -1;
    }
}
