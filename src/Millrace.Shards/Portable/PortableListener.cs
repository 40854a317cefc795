using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Portable;

/// <summary>A listening .NET socket on a shard.</summary>
internal sealed class PortableListener : TcpListener
{
    private readonly PortableShard _shard;
    private readonly Socket _socket;
    private readonly TcpKeepAlive? _keepAlive;
    private bool _closed;

    private PortableListener(PortableShard shard, Socket socket, TcpKeepAlive? keepAlive)
    {
        _shard = shard;
        _socket = socket;
        _keepAlive = keepAlive;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        shard.Track(this);
    }

    public override IPEndPoint LocalEndPoint { get; }

    public static PortableListener Open(PortableShard shard, IPEndPoint local, TcpListenOptions options)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // ReuseAddress is not set: .NET does what is wanted by itself, and its option would let two servers take one port.
            if (options.ReusePort)
            {
                ReusePort(socket);
            }

            if (options.MaxUnsentBytes > 0 && OperatingSystem.IsLinux())
            {
                const int LinuxTcp = 6;
                const int LinuxNotSentLowWater = 25;
                socket.SetRawSocketOption(LinuxTcp, LinuxNotSentLowWater, BitConverter.GetBytes(options.MaxUnsentBytes)); // accepted sockets inherit it
            }

            if (local.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = local.Address.Equals(IPAddress.IPv6Any);
            }

            socket.Bind(local);
            socket.Listen(options.Backlog);
            return new PortableListener(shard, socket, options.KeepAlive);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw SocketErrors.ToLinkException(e, $"Listening on {local}");
        }
    }

    public override async ValueTask<TcpLink> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_closed)
            {
                throw new LinkException(LinkError.Closed, "The listener was closed.");
            }

            try
            {
                if (Adopt(await _socket.AcceptAsync(cancellationToken)) is { } link)
                {
                    return link;
                }
            }
            catch (SocketException e) when (!_closed && e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // The one that had just arrived has gone again; the listener is well.
            }
            catch (SocketException e) when (!_closed)
            {
                throw SocketErrors.ToLinkException(e, $"Accepting on {LocalEndPoint}");
            }
            catch (Exception e) when (_closed && e is SocketException or ObjectDisposedException)
            {
                throw new LinkException(LinkError.Closed, "The listener was closed.", e);
            }
        }
    }

    public override void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _shard.Forget(this);
            _socket.Dispose();
        }
    }

    // Null for a connection that was reset while it waited to be accepted: it has no peer any more to ask the address of.
    private PortableTcpLink? Adopt(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            KeepAlive(socket);
            return new PortableTcpLink(_shard, socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private void KeepAlive(Socket socket)
    {
        if (_keepAlive is { } keep)
        {
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)keep.Idle.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)keep.Interval.TotalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, keep.Probes);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        }
    }

    public static void ReusePort(Socket socket)
    {
        const int LinuxReusePort = 15;
        const int BsdReusePort = 0x200;
        if (OperatingSystem.IsWindows())
        {
            throw new LinkException(LinkError.Other, "Windows has no SO_REUSEPORT; run the server with one shard.");
        }

        socket.SetRawSocketOption(OperatingSystem.IsLinux() ? 1 : 0xffff, OperatingSystem.IsLinux() ? LinuxReusePort : BsdReusePort, BitConverter.GetBytes(1));
    }
}
