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
    private AdminPort(Socket socket) => Socket = socket;

    public Socket Socket { get; }

    public IPEndPoint EndPoint => (IPEndPoint)Socket.LocalEndPoint!;

    public string Url => $"http://{Reachable.Of(EndPoint)}";

    /// <summary>Opens it; <paramref name="what"/> begins the sentence that says why it cannot.</summary>
    public static AdminPort Open(IPEndPoint endPoint, string what = "The admin endpoint")
    {
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(64);
            return new AdminPort(socket);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new ServerStartException(Explain(what, endPoint, e.SocketErrorCode), e);
        }
    }

    public void Dispose() => Socket.Dispose();

    private static string Explain(string what, IPEndPoint endPoint, SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse =>
            $"{what} cannot have {endPoint}: another program listens there. Choose another port, or port 0 for any free one.",
        SocketError.AddressNotAvailable =>
            $"{what} cannot have {endPoint}: this machine has no such address. Use 127.0.0.1, or an address that it has.",
        SocketError.AccessDenied =>
            $"{what} cannot have {endPoint}: the system does not allow it. Ports below 1024 need a privilege; choose a higher one.",
        _ => $"{what} cannot have {endPoint}: the system says {error}. Choose another address or port.",
    };
}
