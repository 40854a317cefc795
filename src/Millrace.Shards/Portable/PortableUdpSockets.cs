using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Portable;

/// <summary>Opens and sets up the .NET socket of a UDP port.</summary>
internal static class PortableUdpSockets
{
    public static Socket Open(IPEndPoint local, UdpOptions options)
    {
        Socket socket = new(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Blocking = false;
            if (options.ReusePort)
            {
                PortableListener.ReusePort(socket);
            }

            if (local.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            if (options.ReceiveBufferBytes > 0)
            {
                socket.ReceiveBufferSize = options.ReceiveBufferBytes;
            }

            if (options.SendBufferBytes > 0)
            {
                socket.SendBufferSize = options.SendBufferBytes;
            }

            if (OperatingSystem.IsWindows() && options.Remote is null)
            {
                // Windows would fail a receive because somebody whom an earlier datagram went to does not listen (SIO_UDP_CONNRESET).
                const int ConnectionReset = unchecked((int)0x9800000C);
                socket.IOControl(ConnectionReset, [0, 0, 0, 0], null);
            }

            socket.Bind(local);
            if (options.Remote is { } remote)
            {
                socket.Connect(remote);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
