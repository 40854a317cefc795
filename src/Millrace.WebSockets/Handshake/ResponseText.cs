using System.Globalization;
using System.Text;

namespace Millrace.WebSockets.Handshake;

/// <summary>The bytes of a server's answers to an opening handshake.</summary>
internal static class ResponseText
{
    private const int UpgradeRequired = 426;

    /// <summary>The 101.</summary>
    public static byte[] Accept(UpgradeRequest request, string? subprotocol, string? extensions, HttpFields headers)
    {
        var text = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
            .Append(AcceptKey.AnswerTo(request.Headers["Sec-WebSocket-Key"]!)).Append("\r\n");
        if (subprotocol is not null)
        {
            text.Append("Sec-WebSocket-Protocol: ").Append(subprotocol).Append("\r\n");
        }

        if (extensions is not null)
        {
            text.Append("Sec-WebSocket-Extensions: ").Append(extensions).Append("\r\n");
        }

        return End(text, headers, "");
    }

    /// <summary>A refusal with its reason as plain text; the connection closes after it.</summary>
    public static byte[] Refuse(int status, string reason, TimeSpan? retryAfter, HttpFields headers)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {PhraseOf(status)}\r\n");

        // RFC 9110: a 426 names what to upgrade to (section 15.5.22), and Connection names Upgrade (section 7.8).
        text.Append(status == UpgradeRequired ? "Connection: Upgrade, close\r\n" : "Connection: close\r\n");
        if (status == UpgradeRequired && headers.CountOf("Upgrade") == 0)
        {
            text.Append("Upgrade: websocket\r\n");
        }

        text.Append("Content-Type: text/plain; charset=utf-8\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(reason)}\r\n");
        if (retryAfter is { } wait)
        {
            text.Append(CultureInfo.InvariantCulture, $"Retry-After: {(long)Math.Ceiling(wait.TotalSeconds)}\r\n");
        }

        return End(text, headers, reason);
    }

    private static byte[] End(StringBuilder text, HttpFields headers, string body)
    {
        foreach ((string name, string value) in headers)
        {
            if (!HttpSyntax.IsToken(name) || !HttpSyntax.IsFieldValue(value))
            {
                throw new ArgumentException($"The header field '{name}' of an answer has a name or value that HTTP does not allow.", nameof(headers));
            }

            text.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        byte[] head = Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
        return [.. head, .. Encoding.UTF8.GetBytes(body)];
    }

    private static string PhraseOf(int status) => status switch
    {
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        414 => "URI Too Long",
        421 => "Misdirected Request",
        UpgradeRequired => "Upgrade Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => "Refused",
    };
}
