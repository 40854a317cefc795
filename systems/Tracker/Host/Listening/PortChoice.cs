using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Millrace.Hosting;

namespace Millrace.Tracker.Host.Listening;

/// <summary>
/// Finds the addresses and the port that a tracker can have, by binding each once for itself. Sockets that share a port among them (SO_REUSEPORT) share it with any other program
/// of the same user that does so too, and would silently take a part of its packets; and the system may choose such a port for them.
/// </summary>
internal static class PortChoice
{
    private const int Attempts = 16;

    /// <summary>The end points to open. Another program may still take one before that.</summary>
    /// <exception cref="ServerStartException">There is none; says why and what to do.</exception>
    public static IReadOnlyList<IPEndPoint> Find(TrackerOptions options, ILogger log)
    {
        List<IPAddress> addresses = [.. new[] { options.Address, options.AddressIPv6 }.OfType<IPAddress>()];
        for (int attempt = 1; ; attempt++)
        {
            if (TryBind(addresses, options.Port, log, out IPEndPoint taken) is { } endPoints)
            {
                return endPoints;
            }

            if (options.Port != 0 || attempt == Attempts)
            {
                throw ListenFailure.InUse(taken);
            }
        }
    }

    // Null where the port is taken on one of the addresses.
    private static List<IPEndPoint>? TryBind(List<IPAddress> addresses, int port, ILogger log, out IPEndPoint taken)
    {
        List<Socket> sockets = [];
        taken = new(IPAddress.Any, 0);
        try
        {
            foreach (IPAddress address in addresses.ToArray())
            {
                taken = new(address, port);
                try
                {
                    sockets.Add(Bind(taken));
                    port = ((IPEndPoint)sockets[^1].LocalEndPoint!).Port;
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
                {
                    return null;
                }
                catch (SocketException e) when (addresses.Count > 1 && EveryMachineHas(address) && IsMissing(e.SocketErrorCode))
                {
                    TrackerLog.NoIPv6(log, address, e.Message);
                    addresses.Remove(address);
                }
                catch (SocketException e)
                {
                    throw Explain(taken, e);
                }
            }

            return [.. sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        Socket socket = new(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Any other that is missing is a slip of the hand, or a network that is not up: not for us to pass over.
    private static bool EveryMachineHas(IPAddress address) => address.Equals(IPAddress.IPv6Any) || address.Equals(IPAddress.IPv6Loopback);

    private static bool IsMissing(SocketError error) =>
        error is SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported or SocketError.AddressNotAvailable or SocketError.ProtocolNotSupported;

    private static ServerStartException Explain(IPEndPoint endPoint, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AccessDenied => ListenFailure.Denied(endPoint, e),
        SocketError.AddressNotAvailable => new($"This machine has no address {endPoint.Address}. Give one that it has, or one for every network (0.0.0.0, ::).", e),
        _ => new($"UDP port {endPoint} cannot be opened: {e.Message}. Check that this machine has that address.", e),
    };
}
