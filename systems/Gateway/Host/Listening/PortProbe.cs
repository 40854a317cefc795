using System.Net;
using System.Net.Sockets;
using Millrace.Hosting;

namespace Millrace.Gateway.Host.Listening;

/// <summary>
/// Finds out whether another server has a port. Listeners that share a port among them (SO_REUSEPORT) share it with any other
/// server of the same user that shares it too, and would silently take every other connection from it.
/// </summary>
internal static class PortProbe
{
    /// <exception cref="ServerStartException">The port cannot be had; says why and what to do.</exception>
    public static void ThrowIfTaken(IPEndPoint endPoint)
    {
        // Bound, but not listening: a client that comes at this moment is refused and tries again, and is not accepted and dropped.
        using Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = endPoint.Address.Equals(IPAddress.IPv6Any);
            }

            socket.Bind(endPoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw ListenFailure.InUse(endPoint, e);
        }
        catch (SocketException)
        {
            // Whatever else is wrong, listening itself says it next.
        }
    }
}
