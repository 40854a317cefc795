using System.Net;
using System.Runtime.CompilerServices;

namespace Millrace.Shards.Epoll;

/// <summary>A TCP connection on epoll. It remembers readiness between edges, so an idle one costs this object and one await.</summary>
internal sealed unsafe class EpollTcpLink : TcpLink, IEpollHandle
{
    private readonly EpollShard _shard;
    private Address _peer;
    private readonly ulong _key;
    private int _fd;
    private bool _readable;
    private bool _writable;
    private bool _ended;
    private Wait? _readWait;
    private Wait? _writeWait;
    private Wait? _breakWait;
    private bool _broken;

    /// <summary>A connection we asked for.</summary>
    public EpollTcpLink(EpollShard shard, int fd, IPEndPoint remote)
        : this(shard, fd, SocketAddresses.Write(remote))
    {
    }

    /// <summary>A connection that was accepted from <paramref name="peer"/> (a sockaddr).</summary>
    public EpollTcpLink(EpollShard shard, int fd, ReadOnlySpan<byte> peer)
        : this(shard, fd)
    {
        _peer.Length = (byte)peer.Length;
        peer.CopyTo(_peer.Bytes);
    }

    private EpollTcpLink(EpollShard shard, int fd)
    {
        _shard = shard;
        _fd = fd;
        _key = shard.Register(fd, this);
        _writable = true;
    }

    public override Shard Shard => _shard;

    public override IPEndPoint LocalEndPoint => SocketAddresses.LocalOf(Open());

    public override IPEndPoint RemoteEndPoint => SocketAddresses.Read(_peer.Bytes[.._peer.Length]);

    public override ValueTask WaitReadableAsync(CancellationToken cancellationToken = default)
    {
        Open();
        return _readable ? default : (_readWait ??= new Wait(_shard)).Begin(cancellationToken);
    }

    public override ValueTask WaitWritableAsync(CancellationToken cancellationToken = default)
    {
        Open();
        return _writable ? default : (_writeWait ??= new Wait(_shard)).Begin(cancellationToken);
    }

    public override ValueTask WaitBrokenAsync(CancellationToken cancellationToken = default)
    {
        Open();
        return _broken ? default : (_breakWait ??= new Wait(_shard)).Begin(cancellationToken);
    }

    public override int TryReceive(Span<byte> destination)
    {
        int fd = Open();
        if (!_readable)
        {
            return -1;
        }

        fixed (byte* buffer = destination)
        {
            while (true)
            {
                int received = (int)Native.Receive(fd, buffer, destination.Length, 0);
                if (received > 0)
                {
                    // A short read has emptied the socket (epoll(7)): the next arrival is a new edge. Where the peer has
                    // already ended its half there is no further edge, so the end is read by the next call.
                    _readable = received == destination.Length || _ended;
                    return received;
                }

                if (received == 0)
                {
                    return 0;
                }

                int error = Native.LastError;
                if (error == Errno.Again)
                {
                    _readable = false;
                    return -1;
                }

                if (error != Errno.Interrupted)
                {
                    throw Errno.ToException(error, "Receiving");
                }
            }
        }
    }

    public override int TrySend(ReadOnlySpan<byte> source)
    {
        int fd = Open();
        if (!_writable || source.IsEmpty)
        {
            return 0;
        }

        fixed (byte* buffer = source)
        {
            while (true)
            {
                int sent = (int)Native.Send(fd, buffer, source.Length, Native.NoSignal);
                if (sent >= 0)
                {
                    _writable = sent == source.Length;
                    return sent;
                }

                int error = Native.LastError;
                if (error == Errno.Again)
                {
                    _writable = false;
                    return 0;
                }

                if (error != Errno.Interrupted)
                {
                    throw Errno.ToException(error, "Sending");
                }
            }
        }
    }

    /// <summary>Moves what has arrived into an empty pipe: the count of bytes, 0 at the end of the stream, -1 when nothing is there yet.</summary>
    public int TryReceive(int pipe, int most)
    {
        int fd = Open();
        while (_readable)
        {
            int moved = (int)Native.Splice(fd, null, pipe, null, most, Native.SpliceMove | Native.SpliceNonBlocking);
            if (moved >= 0)
            {
                return moved; // whether more is there only the next call tells: a pipe is full by pieces, not by bytes
            }

            int error = Native.LastError;
            if (error == Errno.Again)
            {
                _readable = false;
            }
            else if (error != Errno.Interrupted)
            {
                throw Errno.ToException(error, "Receiving");
            }
        }

        return -1;
    }

    /// <summary>Hands what is in a pipe to the transport: how many bytes it took, 0 when it can take none now.</summary>
    public int TrySend(int pipe, int count)
    {
        int fd = Open();
        while (_writable && count > 0)
        {
            int moved = (int)Native.Splice(pipe, null, fd, null, count, Native.SpliceMove | Native.SpliceNonBlocking);
            if (moved > 0)
            {
                return moved;
            }

            int error = moved == 0 ? Errno.Again : Native.LastError;
            if (error == Errno.Again)
            {
                _writable = false;
            }
            else if (error != Errno.Interrupted)
            {
                throw Errno.ToException(error, "Sending");
            }
        }

        return 0;
    }

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken = default)
    {
        // The peer may have reset meanwhile; then there is nothing left to end.
        _ = Native.Shutdown(Open(), Native.ShutWrite);
        return default;
    }

    public override void Abort()
    {
        if (_fd >= 0)
        {
            long lingerZero = 1; // struct linger { on = 1, seconds = 0 }
            _ = Native.SetSockOpt(_fd, Native.SolSocket, Native.SoLinger, &lingerZero, sizeof(long));
        }

        Dispose();
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
        _readWait?.Complete(Closed());
        _writeWait?.Complete(Closed());
        _breakWait?.Complete(Closed());
    }

    /// <summary>Completes when a connect that was in progress has its outcome, good or bad.</summary>
    public ValueTask WaitConnectedAsync(CancellationToken cancellationToken)
    {
        _writable = false;
        return WaitWritableAsync(cancellationToken);
    }

    public void OnEvents(uint events)
    {
        const uint Broken = Native.EpollErr | Native.EpollHup;
        bool readable = (events & (Native.EpollIn | Native.EpollRdHup | Broken)) != 0;
        bool writable = (events & (Native.EpollOut | Broken)) != 0;
        _readable |= readable;
        _writable |= writable;
        _ended |= (events & (Native.EpollRdHup | Broken)) != 0;
        _broken |= (events & Native.EpollErr) != 0; // not by a hang-up: that is also the good end of both directions
        if (readable)
        {
            _readWait?.Complete();
        }

        if (writable)
        {
            _writeWait?.Complete();
        }

        if (_broken)
        {
            _breakWait?.Complete();
        }
    }

    public void Close() => Dispose();

    private static LinkException Closed() => new(LinkError.Closed, "The link was closed on this side.");

    private int Open() => _fd >= 0 ? _fd : throw Closed();

    /// <summary>A sockaddr kept inline: an IPEndPoint per idle connection would cost three objects.</summary>
    private struct Address
    {
        public byte Length;
        private Storage _storage;

        public Span<byte> Bytes => System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref Unsafe.As<Storage, byte>(ref _storage), SocketAddresses.MaxLength);
    }

    [InlineArray(SocketAddresses.MaxLength)]
    private struct Storage
    {
        private byte _first;
    }
}
