using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Tests;

public sealed class SelfConnectTests
{
    [Theory]
    [InlineData("127.0.0.1:45672", "127.0.0.1:45672", true)]
    [InlineData("127.0.0.1:45673", "127.0.0.1:45672", false)]
    [InlineData("127.0.0.1:45672", "127.0.0.2:45672", false)] // both ends may have one number
    [InlineData("[::1]:45672", "[::1]:45672", true)]
    [InlineData("[::1]:45672", "[::2]:45672", false)]
    [InlineData("127.0.0.1:45672", "0.0.0.0:45672", true)] // connecting to the unspecified address means this machine
    [InlineData("[::1]:45672", "[::]:45672", true)]
    [InlineData("192.0.2.7:45672", "0.0.0.0:45672", false)]
    public void It_is_told_by_its_two_ends(string local, string remote, bool isSelf) => Assert.Equal(isSelf, SelfConnect.Is(IPEndPoint.Parse(local), IPEndPoint.Parse(remote)));

    [Fact]
    public void A_socket_that_reached_itself_is_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems may refuse it.");
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        IPEndPoint nobody = (IPEndPoint)socket.LocalEndPoint!;
        socket.Connect(nobody);
        Assert.True(SelfConnect.Is((IPEndPoint)socket.LocalEndPoint!, nobody));
        socket.Send("me"u8);
        byte[] heard = new byte[2];
        socket.ReceiveExactly(heard);
        Assert.Equal("me"u8, heard);
    }
}

file static class Reading
{
    public static void ReceiveExactly(this Socket socket, byte[] buffer)
    {
        for (int got = 0; got < buffer.Length;) { got += socket.Receive(buffer.AsSpan(got)); }
    }
}
