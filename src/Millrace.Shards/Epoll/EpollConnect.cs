using System.Net;

namespace Millrace.Shards.Epoll;

/// <summary>Opens a connection without blocking: connect, wait for the edge, read the outcome.</summary>
internal static class EpollConnect
{
    public static async ValueTask<TcpLink> ConnectAsync(EpollShard shard, IPEndPoint remote, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int fd = Native.Socket(SocketAddresses.Family(remote), Native.Stream | Native.NonBlocking | Native.CloseOnExec, Native.Tcp);
        if (fd < 0)
        {
            throw Errno.ToConnectException(Native.LastError, remote);
        }

        EpollTcpLink? link = null;
        try
        {
            Native.SetOption(fd, Native.Tcp, Native.TcpNoDelay, 1);
            int error = Start(fd, remote);
            if (error is not 0 and not Errno.InProgress)
            {
                throw Errno.ToConnectException(error, remote);
            }

            link = new EpollTcpLink(shard, fd, remote);
            if (error == Errno.InProgress)
            {
                await link.WaitConnectedAsync(cancellationToken);
                error = Outcome(fd);
                if (error != 0)
                {
                    throw Errno.ToConnectException(error, remote);
                }
            }

            if (SelfConnect.Is(link.LocalEndPoint, remote))
            {
                link.Abort(); // not a good end, whose TIME_WAIT would hold the port
                throw Errno.ToConnectException(Errno.ConnectionRefused, remote);
            }

            return link;
        }
        catch
        {
            if (link is not null)
            {
                link.Dispose();
            }
            else
            {
                _ = Native.Close(fd);
            }

            throw;
        }
    }

    private static unsafe int Start(int fd, IPEndPoint remote)
    {
        SocketAddress address = remote.Serialize();
        fixed (byte* bytes = address.Buffer.Span)
        {
            return Native.Connect(fd, bytes, address.Size) == 0 ? 0 : Native.LastError;
        }
    }

    private static unsafe int Outcome(int fd)
    {
        int error = 0;
        int length = sizeof(int);
        _ = Native.GetSockOpt(fd, Native.SolSocket, Native.SoError, &error, &length);
        return error;
    }
}
