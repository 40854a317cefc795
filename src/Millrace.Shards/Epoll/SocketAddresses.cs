using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Epoll;

/// <summary>Between .NET's end points and the kernel's sockaddr; SocketAddress keeps the platform's own layout.</summary>
internal static unsafe class SocketAddresses
{
    public const int MaxLength = 28; // sockaddr_in6

    public static int Family(IPEndPoint endPoint) => endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? 10 : 2;

    public static IPEndPoint Read(ReadOnlySpan<byte> address)
    {
        bool v6 = address.Length >= MaxLength;
        SocketAddress native = new(v6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, address.Length);
        address.CopyTo(native.Buffer.Span);
        return (IPEndPoint)new IPEndPoint(v6 ? IPAddress.IPv6Any : IPAddress.Any, 0).Create(native);
    }

    public static ReadOnlySpan<byte> Write(IPEndPoint endPoint)
    {
        SocketAddress native = endPoint.Serialize();
        return native.Buffer.Span[..native.Size];
    }

    public static IPEndPoint LocalOf(int fd)
    {
        byte* address = stackalloc byte[MaxLength];
        int length = MaxLength;
        if (Native.GetSockName(fd, address, &length) != 0)
        {
            throw Errno.ToException(Native.LastError, "Reading the socket's own address");
        }

        return Read(new ReadOnlySpan<byte>(address, length));
    }
}
