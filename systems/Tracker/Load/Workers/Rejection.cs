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

    private static ReadOnlySpan<byte> Connection => "connection"u8;

    /// <summary>The kind under which it is counted.</summary>
    public static string KindOf(ReadOnlySpan<byte> datagram)
    {
        ReadOnlySpan<byte> text = ErrorAnswer.Text(datagram);
        return Has(text, Connection) ? ConnectionId
            : Has(text, "authori"u8) || Has(text, "not registered"u8) || Has(text, "unregistered"u8) || Has(text, "passkey"u8) || Has(text, "not allowed"u8) ? NotAuthorized
            : Has(text, "rate"u8) || Has(text, "limit"u8) || Has(text, "too many"u8) ? RateLimit
            : Other;
    }

    // Trackers write what they like, in either case.
    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        for (int at = 0; at + lower.Length <= text.Length; at++)
        {
            if (Ascii.EqualsIgnoreCase(text.Slice(at, lower.Length), lower))
            {
                return true;
            }
        }

        return false;
    }
}
