using System.Net;

namespace Millrace.Shards.Epoll;

/// <summary>A listening socket on epoll.</summary>
internal sealed class EpollListener : TcpListener, IEpollHandle
{
    private readonly EpollShard _shard;
    private readonly Wait _arrival;
    private readonly ulong _key;
    private int _fd;

    private EpollListener(EpollShard shard, int fd)
    {
        _shard = shard;
        _fd = fd;
        _arrival = new Wait(shard);
        LocalEndPoint = SocketAddresses.LocalOf(fd);
        _key = shard.Register(fd, this);
    }

    public override IPEndPoint LocalEndPoint { get; }

    public static unsafe EpollListener Open(EpollShard shard, IPEndPoint local, TcpListenOptions options)
    {
        string what = $"Listening on {local}";
        int fd = Native.Socket(SocketAddresses.Family(local), Native.Stream | Native.NonBlocking | Native.CloseOnExec, Native.Tcp);
        if (fd < 0)
        {
            throw Errno.ToException(Native.LastError, what);
        }

        try
        {
            Native.SetOption(fd, Native.SolSocket, Native.SoReuseAddr, 1);
            Native.SetOption(fd, Native.Tcp, Native.TcpNoDelay, 1); // accepted sockets inherit it
            if (options.MaxUnsentBytes > 0)
            {
                Native.SetOption(fd, Native.Tcp, Native.TcpNotSentLowWater, options.MaxUnsentBytes); // inherited too
            }

            if (options.KeepAlive is { } keep)
            {
                // Inherited as well.
                Native.SetOption(fd, Native.Tcp, Native.TcpKeepIdle, (int)keep.Idle.TotalSeconds);
                Native.SetOption(fd, Native.Tcp, Native.TcpKeepInterval, (int)keep.Interval.TotalSeconds);
                Native.SetOption(fd, Native.Tcp, Native.TcpKeepCount, keep.Probes);
                Native.SetOption(fd, Native.SolSocket, Native.SoKeepAlive, 1);
            }

            if (options.ReusePort)
            {
                Native.SetOption(fd, Native.SolSocket, Native.SoReusePort, 1);
            }

            if (local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            {
                Native.SetOption(fd, Native.IpV6, Native.IpV6Only, local.Address.Equals(IPAddress.IPv6Any) ? 0 : 1);
            }

            SocketAddress address = local.Serialize();
            fixed (byte* bytes = address.Buffer.Span)
            {
                if (Native.Bind(fd, bytes, address.Size) != 0 || Native.Listen(fd, options.Backlog) != 0)
                {
                    throw Errno.ToException(Native.LastError, what);
                }
            }

            return new EpollListener(shard, fd);
        }
        catch
        {
            _ = Native.Close(fd);
            throw;
        }
    }

    public override async ValueTask<TcpLink> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (TryAccept() is { } link)
            {
                return link;
            }

            await _arrival.Begin(cancellationToken);
        }
    }

    public override void Dispose()
    {
        if (_fd < 0)
        {
            return;
        }

        int fd = _fd;
        _fd = -1;
        _shard.Unregister(_key);
        _ = Native.Close(fd);
        _arrival.Complete(Closed());
    }

    public void OnEvents(uint events) => _arrival.Complete();

    public void Close() => Dispose();

    private static LinkException Closed() => new(LinkError.Closed, "The listener was closed.");

    private unsafe EpollTcpLink? TryAccept()
    {
        byte* address = stackalloc byte[SocketAddresses.MaxLength];
        while (true)
        {
            if (_fd < 0)
            {
                throw Closed();
            }

            int length = SocketAddresses.MaxLength;
            int fd = Native.Accept(_fd, address, &length, Native.NonBlocking | Native.CloseOnExec);
            if (fd >= 0)
            {
                try
                {
                    return new EpollTcpLink(_shard, fd, new ReadOnlySpan<byte>(address, length));
                }
                catch (LinkException)
                {
                    // epoll had no room for it (fs.epoll.max_user_watches); the listener goes on.
                    _ = Native.Close(fd);
                    throw;
                }
            }

            int error = Native.LastError;
            if (error == Errno.Again)
            {
                return null;
            }

            if (!Errno.IsOfOneArrival(error))
            {
                throw Errno.ToException(error, $"Accepting on {LocalEndPoint}");
            }
        }
    }
}
