using System.Globalization;

namespace Millrace.WebSockets.Compression;

/// <summary>Negotiation of permessage-deflate, RFC 7692 sections 5 and 7.1. Both directions always run without context takeover.</summary>
internal static class DeflateOffer
{
    private const string Name = "permessage-deflate";
    private const string Bare = $"{Name}; server_no_context_takeover; client_no_context_takeover";

    /// <summary>What a client offers.</summary>
    public const string Request = $"{Bare}; client_max_window_bits";

    /// <summary>
    /// Answers a client's offers: the extension to put into the 101 and the window bits to compress with, or null when none
    /// of the offers can be met.
    /// </summary>
    public static string? Answer(IEnumerable<string> offers, out int sendWindowBits)
    {
        foreach (string offer in offers)
        {
            // The client's window needs no limit from us, because ours inflates with the largest; but a client that wants a small one
            // (.NET's among them) takes silence for the largest and refuses it.
            if (TryRead(offer, isAnswer: false, out int clientBits, out int serverBits))
            {
                sendWindowBits = serverBits;
                return Bare + Limit("server_max_window_bits", serverBits) + Limit("client_max_window_bits", clientBits);
            }
        }

        sendWindowBits = 0;
        return null;
    }

    /// <summary>Reads a server's answer; false when it is not one to our offer.</summary>
    public static bool TryTakeAnswer(string answer, out int sendWindowBits)
    {
        bool taken = TryRead(answer, isAnswer: true, out sendWindowBits, out _);
        return taken && answer.Contains("server_no_context_takeover", StringComparison.OrdinalIgnoreCase);
    }

    private static string Limit(string name, int bits) => bits == 15 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {name}={bits}");

    private static bool TryRead(string text, bool isAnswer, out int clientBits, out int serverBits)
    {
        clientBits = serverBits = 15;
        string[] parts = text.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals(Name, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in parts.AsSpan(1))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? part : part[..equals].TrimEnd();
            string? value = equals < 0 ? null : part[(equals + 1)..].Trim().Trim('"');
            bool known = name.ToUpperInvariant() switch
            {
                "SERVER_NO_CONTEXT_TAKEOVER" or "CLIENT_NO_CONTEXT_TAKEOVER" => value is null,
                "SERVER_MAX_WINDOW_BITS" => TryBits(value, out serverBits),
                "CLIENT_MAX_WINDOW_BITS" => (value is null && !isAnswer) || TryBits(value, out clientBits),
                _ => false,
            };
            if (!known || !seen.Add(name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryBits(string? text, out int bits)
    {
        bits = 15;
        bool valid = text is { Length: 1 or 2 } && text[0] != '0'
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out bits) && bits is >= 8 and <= 15;
        bits = valid ? bits : 15;
        return valid;
    }
}
