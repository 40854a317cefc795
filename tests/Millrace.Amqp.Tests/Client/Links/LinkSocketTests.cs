using System.Net;
using System.Net.Sockets;
using Millrace.Amqp.Links.Connecting;

namespace Millrace.Amqp.Tests.Client.Links;

public sealed class LinkSocketTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_socket_that_met_itself_counts_as_refused_and_gives_the_port_back()
    {
        using var socket = new LinkSocket(AddressFamily.InterNetwork, null, TimeProvider.System) { OnLost = _ => { } };
        socket.Client.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(IPAddress.Loopback, port, Stop));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        using var broker = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        broker.Bind(new IPEndPoint(IPAddress.Loopback, port));
        broker.Listen();
    }
}
