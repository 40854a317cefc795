using System.Net;

namespace Millrace.Amqp.Host.Listening;

/// <summary>Where a listener can be called: "any" is an address to listen on, not one to call.</summary>
internal static class Reachable
{
    public static IPEndPoint Of(IPEndPoint bound) =>
        bound.Address.Equals(IPAddress.Any) ? new(IPAddress.Loopback, bound.Port)
        : bound.Address.Equals(IPAddress.IPv6Any) ? new(IPAddress.IPv6Loopback, bound.Port)
        : bound;
}
