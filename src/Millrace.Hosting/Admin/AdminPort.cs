using System.Net;
using System.Net.Sockets;
using Millrace.Hosting.Listening;

namespace Millrace.Hosting.Admin;

/// <summary>
/// The admin endpoint's listening socket, opened ahead of the web stack: the ready line can name its port at once, and a
/// request that comes early waits in the accept queue.
/// </summary>
internal sealed class AdminPort : IDisposable
{
    private AdminPort(Socket socket, EndPoint endPoint) => (Socket, EndPoint) = (socket, endPoint);

    public Socket Socket { get; }

    /// <summary>An address with the port really bound, or a Unix socket.</summary>
    public EndPoint EndPoint { get; }

    /// <summary>True where only this machine's own programs reach it over TCP, and so may browsers on it.</summary>
    public bool IsLoopback => EndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);

    public string Url => EndPoint is IPEndPoint bound ? $"http://{Reachable.Of(bound)}" : $"unix:{EndPoint}";

    /// <summary>Opens it; <paramref name="what"/> begins the sentence that says why it cannot.</summary>
    public static AdminPort Open(EndPoint endPoint, string what = "The admin endpoint")
    {
        bool isUnix = endPoint.AddressFamily == AddressFamily.Unix;
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(64);
            return new AdminPort(socket, isUnix ? endPoint : socket.LocalEndPoint!);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ServerStartException(PortRefusal.Explain(what, endPoint, e.SocketErrorCode), e);
        }
    }

    public void Dispose() => Socket.Dispose();
}
