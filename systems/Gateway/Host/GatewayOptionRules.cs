using System.Net;
using Millrace.Gateway.Host.Backends;
using Millrace.WebSockets;
using static Millrace.Hosting.Options.OptionRanges;

namespace Millrace.Gateway.Host;

/// <summary>What values options may take.</summary>
internal static class GatewayOptionRules
{
    // A frame's header is this long at most (RFC 6455 section 5.2).
    private const int FrameHeader = 14;

    // The rest of a backend's line that carries a message: ids and field names.
    private const int AroundMessage = 64 * 1024;
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

        Range(errors, "The limit of bytes that wait for all clients", options.MaxQueuedTotalBytes, 1024 * 1024, 1024L * Gibibyte, " bytes");
        Range(errors, "The limit of rooms", options.MaxRooms, 1, 100_000_000);
        Range(errors, "The limit of rooms of one client", options.MaxRoomsPerClient, 1, 1_000_000);
        Range(errors, "The recovery window", options.RecoveryWindow, TimeSpan.Zero, TimeSpan.FromDays(1));
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

    /// <summary>What a gateway with backends must keep to beside that.</summary>
    public static List<string> CheckBackends(GatewayOptions all)
    {
        List<string> errors = [];
        GatewayBackendOptions options = all.Backends;
        Range(errors, "The backend port", options.Port, 0, 65535);
        Range(errors, "The limit of backends", options.MaxBackends, 1, 10_000);
        Range(errors, "The longest line of a backend", options.MaxLineBytes, 1024, 256 * 1024 * 1024, " bytes");
        if (options.MaxLineBytes is >= 1024 and < 256 * 1024 * 1024 && options.MaxLineBytes < all.MaxMessageBytes + (long)AroundMessage)
        {
            errors.Add(Text(
                $"The longest line of a backend, {options.MaxLineBytes} bytes, has no room for the largest message of {all.MaxMessageBytes} bytes and {AroundMessage} bytes around it: give it {all.MaxMessageBytes + (long)AroundMessage} bytes or more, better eight times the message, or lower the largest message."));
        }

        Range(errors, "The request timeout", options.RequestTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Range(errors, "The wait for a backend", options.Wait, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Range(errors, "The queue of events", options.QueueSize, 0, 1_000_000);
        if (options.Secret is { } secret && BackendSecret.ProblemOf(secret) is { } problem)
        {
            errors.Add(problem);
        }

        if (options is { Secret: not null, SecretFile: not null })
        {
            errors.Add("The backend secret is given both itself and by a file; choose one.");
        }

        if (!IPAddress.IsLoopback(options.Address) && !options.NeedsSecret && !options.IsOpen)
        {
            errors.Add(
                $"Backends would connect to {options.Address} without a secret: whoever reaches that address could read clients' messages and write to them. Give a secret, or say that the address is open.");
        }

        if (options.KeyFile is not null && options.CertificateFile is null)
        {
            errors.Add("A TLS key for backends is given without a certificate; give both, or neither for plain TCP.");
        }

        return errors;
    }
}
