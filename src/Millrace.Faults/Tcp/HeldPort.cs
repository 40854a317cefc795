using System.Net;
using System.Net.Sockets;

namespace Millrace.Faults;

/// <summary>
/// A TCP port that is bound and at which nobody listens: connecting is refused, and yet the system gives the port to no one else, neither as a free one to listen on nor as the near end
/// of a connection. A program that asks for this very port with SO_REUSEADDR gets it all the same.
/// </summary>
internal sealed class HeldPort : IDisposable
{
    private readonly Socket _socket;

    private HeldPort(Socket socket) => (_socket, At) = (socket, (IPEndPoint)socket.LocalEndPoint!);

    /// <summary>True where a listener may be opened at a port that is held: Linux lets two sockets with SO_REUSEADDR (.NET sets it when it binds) share one as long as only one listens.</summary>
    public static bool LetsListen => OperatingSystem.IsLinux();

    /// <summary>Which it is.</summary>
    public IPEndPoint At { get; }

    /// <summary>Holds it; null where somebody else has it.</summary>
    public static HeldPort? TryHold(IPEndPoint at)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (at.AddressFamily == AddressFamily.InterNetworkV6) { socket.DualMode = at.Address.Equals(IPAddress.IPv6Any); }
            socket.Bind(at);
            return new HeldPort(socket);
        }
        catch (SocketException)
        {
            socket?.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
