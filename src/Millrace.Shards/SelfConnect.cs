using System.Net;

namespace Millrace.Shards;

/// <summary>
/// A connection whose both ends are one socket. Who connects again and again to a port of the ephemeral range at which nobody listens may be given that very port as the near end, and by
/// TCP's simultaneous open (RFC 9293, 3.5) the connection then stands: it says back what it is told, and as long as it lives nobody can listen there.
/// </summary>
internal static class SelfConnect
{
    /// <summary>True where a connection between these two is one of a socket with itself. Connecting to the unspecified address means this machine.</summary>
    public static bool Is(IPEndPoint local, IPEndPoint remote) =>
        local.Port == remote.Port
        && (local.Address.Equals(remote.Address)
            || (IPAddress.IsLoopback(local.Address) && (remote.Address.Equals(IPAddress.Any) || remote.Address.Equals(IPAddress.IPv6Any))));
}
