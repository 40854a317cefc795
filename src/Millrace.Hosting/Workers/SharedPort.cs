using System.Net;
using System.Net.Sockets;

namespace Millrace.Hosting.Workers;

/// <summary>
/// One TCP port for several processes: on Linux, sockets with SO_REUSEPORT of one user may listen on the same address, and the kernel gives each connection to one of them by a hash of
/// the addresses and ports on both sides (socket(7); not by load).
/// </summary>
public static class SharedPort
{
    // <asm-generic/socket.h>
    private const int SolSocket = 1, SoReusePort = 15;

    /// <summary>True where the system can do it: on Linux.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>
    /// Keeps the address for the processes to come, without listening: no connection comes to this socket, and while it is open no stranger gets the port.
    /// </summary>
    /// <param name="endPoint">The address; port 0 takes a free one.</param>
    /// <exception cref="ServerStartException">Somebody listens there, or the address cannot be had.</exception>
    public static Socket Reserve(IPEndPoint endPoint)
    {
        try
        {
            // Our own sharing would let us join another server of the same user; who asks without it, hears of one.
            if (endPoint.Port != 0)
            {
                using Socket alone = New(endPoint);
                alone.Bind(endPoint);
                alone.Listen(1);
            }

            return Bind(endPoint);
        }
        catch (SocketException e)
        {
            throw new ServerStartException(Listening.PortRefusal.Explain("The server", endPoint, e.SocketErrorCode), e);
        }
    }

    /// <summary>A socket on an address that <see cref="Reserve"/> keeps, to listen with.</summary>
    public static Socket Bind(IPEndPoint endPoint)
    {
        Socket socket = New(endPoint);
        try
        {
            Span<byte> yes = stackalloc byte[sizeof(int)];
            BitConverter.TryWriteBytes(yes, 1);
            socket.SetRawSocketOption(SolSocket, SoReusePort, yes);
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket New(IPEndPoint endPoint)
    {
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (endPoint.Address.Equals(IPAddress.IPv6Any))
        {
            socket.DualMode = true; // as Kestrel has it
        }

        return socket;
    }
}
