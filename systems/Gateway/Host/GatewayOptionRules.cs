using System.Globalization;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host;

/// <summary>What values options may take.</summary>
internal static class GatewayOptionRules
{
    // A frame's header is this long at most (RFC 6455 section 5.2).
    private const int FrameHeader = 14;
    private const int Gibibyte = 1024 * 1024 * 1024;

    public static List<string> Check(GatewayOptions options)
    {
        List<string> errors = [];
        Range(errors, "The port", options.Port, 0, 65535);
        Range(errors, "The number of shards", options.Shards, 0, 1024);
        Range(errors, "The limit of connections", options.MaxConnections, 1, 10_000_000);
        Range(errors, "The limit of connections per address", options.MaxConnectionsPerAddress, 0, 10_000_000);
        Range(errors, "The largest message", options.MaxMessageBytes, 125, Gibibyte, " bytes");
        Range(errors, "The send queue", options.MaxSendQueueBytes, FrameHeader + 125, Gibibyte + FrameHeader, " bytes");
        Range(errors, "The send queue", options.MaxSendQueueMessages, 1, int.MaxValue, " messages");
        Range(errors, "The largest request head", options.MaxHeadBytes, 512, 16 * 1024, " bytes");
        Range(errors, "The send timeout", options.SendTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        Range(errors, "The handshake timeout", options.HandshakeTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Range(errors, "The ping timeout", options.PingTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        if (options.PingInterval is { } interval)
        {
            Range(errors, "The ping interval", interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        }

        if (options.MaxMessageBytes <= Gibibyte && options.MaxSendQueueBytes < options.MaxMessageBytes + FrameHeader)
        {
            errors.Add(Text(
                $"The send queue of {options.MaxSendQueueBytes} bytes has no room for the largest message of {options.MaxMessageBytes} bytes: give it {options.MaxMessageBytes + FrameHeader} bytes or more, or lower the largest message."));
        }

        CheckNames(options, errors);
        return errors;
    }

    private static void CheckNames(GatewayOptions options, List<string> errors)
    {
        string prefix = options.PathPrefix;
        if (prefix is not ['/', .., '/'] and not "/" || prefix.Any(c => c is <= ' ' or >= '\x7f' or '?' or '#'))
        {
            errors.Add($"The path prefix is '{prefix}'; it begins and ends with a slash and holds neither blanks nor ? nor #, such as /ws/.");
        }

        foreach (string origin in options.AllowedOrigins.Where(origin => origin != "*" && !OriginPolicy.IsOrigin(origin)))
        {
            errors.Add($"The origin '{origin}' is none; write scheme://host or scheme://host:port without a path, or * for all.");
        }

        foreach (string host in options.AllowedHosts.Where(host => !IsHostName(host)))
        {
            errors.Add($"The host '{host}' is no host name; write it without scheme and port, such as gateway.example.org.");
        }

        foreach (string name in options.Subprotocols.Where(name => !WebSocketServerOptions.IsSubprotocol(name)))
        {
            errors.Add($"The subprotocol '{name}' is no token: use letters, digits and !#$%&'*+-.^_`|~ only.");
        }

        if (options.KeyFile is not null && options.CertificateFile is null)
        {
            errors.Add("A TLS key is given without a certificate; give both, or neither for plain ws.");
        }
    }

    /// <summary>True for a name; addresses written as numbers are none.</summary>
    public static bool IsHostName(string text) => Uri.CheckHostName(text) == UriHostNameType.Dns;

    private static void Range(List<string> errors, string what, int value, int least, int most, string unit = "")
    {
        if (value < least || value > most)
        {
            errors.Add(Text($"{what} is {value}{unit}; it must be between {least} and {most}."));
        }
    }

    private static void Range(List<string> errors, string what, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            errors.Add(Text($"{what} is {value.TotalSeconds} s; it must be between {least.TotalSeconds} and {most.TotalSeconds} s."));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
