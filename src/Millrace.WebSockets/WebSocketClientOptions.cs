using System.Net;
using System.Net.Security;

namespace Millrace.WebSockets;

/// <summary>How a client opens a connection.</summary>
public sealed record WebSocketClientOptions
{
    /// <summary>The defaults.</summary>
    public static WebSocketClientOptions Default { get; } = new();

    /// <summary>Limits and times of the connection.</summary>
    public WebSocketOptions Connection { get; init; } = WebSocketOptions.Default;

    /// <summary>Time for name resolution, TCP, TLS and the upgrade together. 10 ms to 10 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Subprotocols to offer, best first.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>Further header fields of the request, such as Authorization, Cookie or Origin.</summary>
    public HttpFields Headers { get; init; } = [];

    /// <summary>
    /// Where to connect instead of at the address's own host and port, such as a tunnel or a proxy that passes bytes on; null for the address's own. The Host
    /// field and the name that a certificate must bear stay the address's.
    /// </summary>
    public IPEndPoint? ConnectTo { get; init; }

    /// <summary>TLS settings for wss; null takes the system's trust and the URL's host name.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Everything that is wrong with these options, in words; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new OptionErrors();
        errors.Range(nameof(ConnectTimeout), ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        errors.AddTokens(nameof(Subprotocols), Subprotocols);
        errors.AddFields(nameof(Headers), Headers);
        errors.AddRange(Connection.Validate());
        return errors.All;
    }
}
