using System.Globalization;
using System.Net;

namespace Millrace.Faults;

/// <summary>
/// One end of a proxy as it is written: <c>[tcp://|udp://]host:port</c>. The host may be a name, an IPv4 address, or an IPv6 address in brackets; empty, at the
/// listening end, it means every address of the machine.
/// </summary>
internal readonly record struct ProxyAddress(FaultScope Scope, string Host, int Port)
{
    private const string Udp = "udp://";
    private const string Tcp = "tcp://";

    /// <summary>As it is written: no scheme for TCP, as in Toxiproxy.</summary>
    public override string ToString() => $"{(Scope == FaultScope.Udp ? Udp : "")}{HostText}:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>With its scheme, for a ready line.</summary>
    public string Url => $"{(Scope == FaultScope.Udp ? Udp : Tcp)}{HostText}:{Port.ToString(CultureInfo.InvariantCulture)}";

    private string HostText => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    /// <summary>Reads one; <paramref name="problem"/> says what is wrong with it.</summary>
    public static bool TryParse(string text, bool listens, out ProxyAddress address, out string problem)
    {
        address = default;
        problem = "";
        FaultScope scope = text.StartsWith(Udp, StringComparison.OrdinalIgnoreCase) ? FaultScope.Udp : FaultScope.Tcp;
        string rest = scope == FaultScope.Udp ? text[Udp.Length..] : text.StartsWith(Tcp, StringComparison.OrdinalIgnoreCase) ? text[Tcp.Length..] : text;
        int colon = rest.LastIndexOf(':');
        if (colon < 0)
        {
            problem = $"'{text}' has no port: write host:port, such as 127.0.0.1:5672";
            return false;
        }

        string host = rest[..colon];
        if (!int.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > IPEndPoint.MaxPort)
        {
            problem = $"'{text}': '{rest[(colon + 1)..]}' is no port: a number from {(listens ? 0 : 1)} to {IPEndPoint.MaxPort} is expected";
            return false;
        }

        if (port == 0 && !listens)
        {
            problem = $"'{text}': nobody can be reached at port 0";
            return false;
        }

        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        string bare = bracketed ? host[1..^1] : host;
        UriHostNameType kind = bare.Length == 0 ? UriHostNameType.Unknown : Uri.CheckHostName(bracketed ? $"[{bare}]" : bare);
        bool fits = bracketed ? kind == UriHostNameType.IPv6
            : kind is UriHostNameType.IPv4 or UriHostNameType.Dns || (bare.Length == 0 && listens);
        if (!fits)
        {
            problem = bare.Length == 0 ? $"'{text}' has no host: write host:port, such as 127.0.0.1:5672"
                : $"'{text}': '{host}' is neither a host name nor an address (an IPv6 address stands in brackets)";
            return false;
        }

        address = new ProxyAddress(scope, bare, port);
        return true;
    }

    /// <summary>The end points behind it, IPv4 first; a name is looked up.</summary>
    /// <exception cref="FaultException">The name is not known.</exception>
    public async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(CancellationToken cancellationToken)
    {
        if (Host.Length == 0) { return [new IPEndPoint(IPAddress.Any, Port)]; }
        if (IPAddress.TryParse(Host, out IPAddress? literal)) { return [new IPEndPoint(literal, Port)]; }
        try
        {
            int port = Port;
            IPAddress[] found = await Dns.GetHostAddressesAsync(Host, cancellationToken);
            return found.Length == 0
                ? throw new FaultException($"the name '{Host}' has no address")
                : [.. found.OrderBy(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 0 : 1).Select(a => new IPEndPoint(a, port))];
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new FaultException($"the name '{Host}' is not known here ({e.SocketErrorCode})", e);
        }
    }
}
