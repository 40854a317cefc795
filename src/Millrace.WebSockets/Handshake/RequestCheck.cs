using System.Buffers;

namespace Millrace.WebSockets.Handshake;

/// <summary>The server's checks on an opening handshake, RFC 6455 section 4.2.1. Pure.</summary>
internal static class RequestCheck
{
    private static readonly SearchValues<char> s_notInHost = SearchValues.Create(" \t,/\\@");

    /// <summary>Makes a request of a head, or says why not.</summary>
    public static UpgradeRequest? Check(HttpHead head, WebSocketServerOptions options, out Refusal? refusal)
    {
        HttpFields fields = head.Fields;
        refusal = CheckStartLine(head.StartLine, options.MaxTargetBytes, out string target) ?? CheckFraming(fields) ?? CheckUpgrade(fields);
        if (refusal is not null)
        {
            return null;
        }

        string host = fields["Host"]!;
        var request = new UpgradeRequest(target, host, fields, [.. fields.ListOf("Sec-WebSocket-Protocol")]);
        if (!request.Subprotocols.All(name => HttpSyntax.IsToken(name)))
        {
            refusal = Refusal.Bad("Sec-WebSocket-Protocol holds something that is no token.");
        }
        else if (!options.Hosts.Allows(host))
        {
            refusal = new Refusal(421, "This server does not go by the name in Host.");
        }
        else if (fields.CountOf("Origin") > 1)
        {
            refusal = Refusal.Bad("The request has more than one Origin.");
        }
        else if (!options.Origins.Allows(request.Origin, host))
        {
            refusal = new Refusal(403, "Pages of this origin may not connect here.");
        }

        return refusal is null ? request : null;
    }

    private static Refusal? CheckStartLine(string line, int maxTargetBytes, out string target)
    {
        target = "";
        string[] parts = line.Split(' ');
        if (parts.Length != 3 || !HttpSyntax.IsToken(parts[0]) || !HttpSyntax.IsTarget(parts[1]))
        {
            return Refusal.Bad("The request line is no 'METHOD target HTTP/1.1'.");
        }

        if (parts[2] != "HTTP/1.1")
        {
            return parts[2].StartsWith("HTTP/", StringComparison.Ordinal)
                ? new Refusal(505, "WebSocket needs HTTP/1.1.")
                : Refusal.Bad("The request line is no 'METHOD target HTTP/1.1'.");
        }

        if (parts[1].Length > maxTargetBytes)
        {
            return new Refusal(414, $"The request target is longer than {maxTargetBytes} bytes.");
        }

        if (parts[0] != "GET")
        {
            return new Refusal(405, "WebSocket needs GET.", "Allow", "GET");
        }

        target = parts[1];
        if (target[0] != '/')
        {
            // The absolute form, as sent through a proxy.
            if (!Uri.TryCreate(target, UriKind.Absolute, out Uri? absolute) || absolute.Scheme is not ("http" or "https" or "ws" or "wss"))
            {
                return Refusal.Bad("The request target is neither a path nor an absolute address.");
            }

            target = absolute.PathAndQuery;
        }

        return null;
    }

    private static Refusal? CheckFraming(HttpFields fields)
    {
        if (fields.CountOf("Host") != 1 || fields["Host"]!.AsSpan().ContainsAny(s_notInHost))
        {
            return Refusal.Bad("The request needs exactly one Host.");
        }

        if (fields.CountOf("Transfer-Encoding") > 0 || fields.ListOf("Content-Length").Any(length => length != "0"))
        {
            return Refusal.Bad("An upgrade request has no body.");
        }

        return null;
    }

    private static Refusal? CheckUpgrade(HttpFields fields)
    {
        if (!fields.ListOf("Upgrade").Contains("websocket", StringComparer.OrdinalIgnoreCase))
        {
            return new Refusal(426, "This is a WebSocket address.");
        }

        if (!fields.ListOf("Connection").Contains("upgrade", StringComparer.OrdinalIgnoreCase))
        {
            return Refusal.Bad("The request says Upgrade, but not 'Connection: Upgrade'.");
        }

        if (fields.CountOf("Sec-WebSocket-Version") != 1 || fields["Sec-WebSocket-Version"] != "13")
        {
            return new Refusal(426, "This server speaks version 13 of the WebSocket protocol.", "Sec-WebSocket-Version", "13");
        }

        if (fields.CountOf("Sec-WebSocket-Key") != 1 || !AcceptKey.IsKey(fields["Sec-WebSocket-Key"]!))
        {
            return Refusal.Bad("The request needs exactly one Sec-WebSocket-Key of 16 bytes in base64.");
        }

        return null;
    }
}
