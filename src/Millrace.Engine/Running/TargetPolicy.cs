using System.Net;
using System.Net.Sockets;

namespace Millrace.Engine.Running;

/// <summary>Whom the lab may load without being told that it is allowed to: this machine and private networks.</summary>
public static class TargetPolicy
{
    /// <summary>Why a target at these addresses is refused, with what to do; null where it may be driven.</summary>
    public static string? Refusal(Uri target, IReadOnlyList<IPAddress> addresses, bool authorized)
    {
        IPAddress? stranger = addresses.FirstOrDefault(address => !IsOwn(address));
        return authorized || stranger is null
            ? null
            : $"{target} is at {stranger}, outside this machine and private networks. Load on somebody's server without leave is an attack: "
                + "if you may load it, say so with --authorized.";
    }

    /// <summary>True for loopback, link-local and private addresses: 127/8, 10/8, 172.16/12, 192.168/16, 169.254/16; ::1, fe80::/10, fc00::/7.</summary>
    public static bool IsOwn(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        }

        byte[] bytes = address.GetAddressBytes();
        return bytes[0] == 10
            || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31)
            || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 169 && bytes[1] == 254);
    }
}
