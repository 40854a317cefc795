using System.Globalization;
using Millrace.WebSockets.Compression;

namespace Millrace.WebSockets.Handshake;

/// <summary>The client's checks on the server's answer, RFC 6455 section 4.1. Pure.</summary>
internal static class ResponseCheck
{
    /// <summary>The status of a status line, or null when it is none.</summary>
    public static int? StatusOf(string line) =>
        line.Length >= 12 && line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && (line.Length == 12 || line[12] == ' ')
            && int.TryParse(line.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out int status) ? status : null;

    /// <summary>What is wrong with a 101, in words, or null. <paramref name="windowBits"/> is null without compression.</summary>
    public static string? Check(
        HttpFields fields, string key, IReadOnlyList<string> offered, bool deflateOffered, out string? subprotocol, out int? windowBits)
    {
        windowBits = null;
        subprotocol = null;
        if (!fields.ListOf("Upgrade").SequenceEqual(["websocket"], StringComparer.OrdinalIgnoreCase))
        {
            return "its answer lacks 'Upgrade: websocket'";
        }

        if (!fields.ListOf("Connection").Contains("upgrade", StringComparer.OrdinalIgnoreCase))
        {
            return "its answer lacks 'Connection: Upgrade'";
        }

        if (fields.CountOf("Sec-WebSocket-Accept") != 1 || fields["Sec-WebSocket-Accept"] != AcceptKey.AnswerTo(key))
        {
            return "its Sec-WebSocket-Accept does not answer our key; a cache or proxy may have answered in its place";
        }

        if (fields.CountOf("Sec-WebSocket-Protocol") > 1)
        {
            return "it chose more than one subprotocol";
        }

        subprotocol = fields["Sec-WebSocket-Protocol"];
        if (subprotocol is not null && !offered.Contains(subprotocol, StringComparer.Ordinal))
        {
            return $"it chose the subprotocol '{subprotocol}', which was not offered";
        }

        string[] extensions = [.. fields.ListOf("Sec-WebSocket-Extensions")];
        if (extensions.Length == 0)
        {
            return null;
        }

        if (extensions.Length > 1 || !deflateOffered || !DeflateOffer.TryTakeAnswer(extensions[0], out int bits))
        {
            return $"it uses extensions that were not offered: {string.Join(", ", extensions)}";
        }

        windowBits = bits;
        return null;
    }
}
