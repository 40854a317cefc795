using System.Net;

namespace Millrace.Hosting.Listening;

/// <summary>Where a listener can be called: "any" is an address to listen on, not one to call.</summary>
public static class Reachable
{
    /// <summary>The bound address itself, or loopback of its family where that is "any".</summary>
    public static IPEndPoint Of(IPEndPoint bound) =>
        bound.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, bound.Port)
        : bound.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, bound.Port)
        : bound;
}
