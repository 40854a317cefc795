using System.Net;
using System.Runtime.CompilerServices;

namespace Millrace.Shards.Epoll;

/// <summary>
/// A UDP socket on epoll: recvmmsg and sendmmsg. It asks for the edges of arrival only, and for those of room while a send waits: the kernel would report room
/// after every single datagram, and each turn of an answering server would be followed by an empty one.
/// </summary>
internal sealed unsafe class EpollUdpPort : UdpPort, IEpollHandle
{
    private const uint Arrivals = Native.EpollIn | Native.EpollEdge;

    /// <summary>How often a datagram is tried again that met a refusal; each refusal is of an earlier one, and while answers come in more may follow.</summary>
    private const int MaxRefusals = 16;

    private readonly EpollShard _shard;
    private readonly IPEndPoint? _remote;
    private readonly ulong _key;
    private readonly EpollUdpDrops _drops;

    /// <summary>It is bound to every address of the machine, so each answer needs to know which it leaves from.</summary>
    private readonly bool _hasManyAddresses;
    private int _fd;
    private bool _readable;
    private bool _writable = true;

    /// <summary>What the network said of an earlier datagram and a send came to hear of; 0 for nothing.</summary>
    private int _reported;

    private EpollUdpPort(EpollShard shard, int fd, IPEndPoint? remote, bool hasManyAddresses)
        : base(shard)
    {
        _shard = shard;
        _fd = fd;
        _remote = remote;
        LocalEndPoint = SocketAddresses.LocalOf(fd);
        _hasManyAddresses = hasManyAddresses;
        ReceiveBufferBytes = Native.GetOption(fd, Native.SolSocket, Native.SoReceiveBuffer) / 2; // the other half is for the kernel's bookkeeping
        _drops = new EpollUdpDrops(fd);
        _key = shard.Register(fd, this, Arrivals);
    }

    public override IPEndPoint LocalEndPoint { get; }

    public override int ReceiveBufferBytes { get; }

    public override long ReceiveDrops => _drops.Read();

    public static EpollUdpPort Open(EpollShard shard, IPEndPoint local, UdpOptions options)
    {
        CheckFamilies(local, options);
        string what = $"Opening a UDP port on {local}";
        bool hasManyAddresses = options.Remote is null && (local.Address.Equals(IPAddress.Any) || local.Address.Equals(IPAddress.IPv6Any));
        int fd = Native.Socket(SocketAddresses.Family(local), Native.Datagram | Native.NonBlocking | Native.CloseOnExec, Native.Udp);
        if (fd < 0)
        {
            throw Errno.ToException(Native.LastError, what);
        }

        try
        {
            if (options.ReusePort)
            {
                Native.SetOption(fd, Native.SolSocket, Native.SoReusePort, 1);
            }

            if (local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            {
                Native.SetOption(fd, Native.IpV6, Native.IpV6Only, 1);
                Native.SetOption(fd, Native.IpV6, Native.IpV6ReceivePacketInfo, hasManyAddresses ? 1 : 0);
            }
            else
            {
                Native.SetOption(fd, Native.Ip, Native.IpPacketInfo, hasManyAddresses ? 1 : 0);
            }

            SetBuffer(fd, Native.SoReceiveBufferForce, Native.SoReceiveBuffer, options.ReceiveBufferBytes);
            SetBuffer(fd, Native.SoSendBufferForce, Native.SoSendBuffer, options.SendBufferBytes);
            ReadOnlySpan<byte> address = SocketAddresses.Write(local);
            fixed (byte* bytes = address)
            {
                if (Native.Bind(fd, bytes, address.Length) != 0)
                {
                    throw Errno.ToException(Native.LastError, what);
                }
            }

            if (options.Remote is { } remote)
            {
                address = SocketAddresses.Write(remote);
                fixed (byte* bytes = address)
                {
                    if (Native.Connect(fd, bytes, address.Length) != 0)
                    {
                        throw Errno.ToException(Native.LastError, $"{what} towards {remote}");
                    }
                }
            }

            return new EpollUdpPort(shard, fd, options.Remote, hasManyAddresses);
        }
        catch
        {
            _ = Native.Close(fd);
            throw;
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
        _drops.Close();
        _ = Native.Close(fd);
        Readable.Complete(Closed());
        Writable.Complete(Closed());
    }

    public void OnEvents(uint events)
    {
        if ((events & Native.EpollOut) != 0 && !_writable)
        {
            _writable = true;
            _shard.Change(_fd, _key, Arrivals);
            Writable.Complete();
        }

        // Completing a send may have closed the port; then nobody waits here any more.
        if ((events & (Native.EpollIn | Native.EpollErr | Native.EpollHup)) != 0)
        {
            _readable = true;
            Readable.Complete();
        }
    }

    public void Close() => Dispose();

    private protected override bool Receive(UdpBatch batch, bool anyway)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int fd = Open();
        MessageHeader* headers = batch.ToReceive(_hasManyAddresses);
        if (_reported != 0)
        {
            throw Reported();
        }

        // The edge of what came in during this turn is still to be read.
        _readable |= anyway;
        while (_readable)
        {
            int count = Native.ReceiveMany(fd, headers, (uint)batch.Capacity, 0, null);
            if (count > 0)
            {
                // Fewer than asked for: the socket is empty, or an error ended the call, and that comes with an edge of its own.
                _readable = count == batch.Capacity;
                batch.Received(count);
                return true;
            }

            int error = Native.LastError;
            if (error == Errno.Again)
            {
                _readable = false;
            }
            else if (error != Errno.Interrupted)
            {
                _reported = error;
                throw Reported();
            }
        }

        return false;
    }

    private protected override int Send(UdpBatch batch, int first)
    {
        int fd = Open();
        if (first >= batch.Count)
        {
            return first; // more than there are: the batch was disposed while the send waited
        }

        MessageHeader* headers = batch.ToSend();
        int refusals = 0;
        int suspect = 0;
        while (first < batch.Count && _writable)
        {
            // An error of an earlier datagram that ends the call behind its first datagram is lost in the kernel; the datagram that met it is not: it comes next.
            int sent = Native.SendMany(fd, headers + first, (uint)(batch.Count - first), Native.NoSignal);
            if (sent > 0)
            {
                if (suspect != 0)
                {
                    Report(suspect);
                }

                first += sent;
                refusals = suspect = 0;
                continue;
            }

            int error = Native.LastError;
            if (error == Errno.Again)
            {
                _writable = false;
                _shard.Change(fd, _key, Arrivals | Native.EpollOut);
            }
            else if (error == Errno.ConnectionRefused && ++refusals < MaxRefusals)
            {
                // Never of this datagram, which has not gone yet: of one before it.
                Report(error);
            }
            else if (error != Errno.Interrupted)
            {
                if (_remote is not null && suspect == 0 && refusals == 0)
                {
                    // What the network says of an earlier datagram comes once; what the kernel has against this one it says again.
                    suspect = error;
                    continue;
                }

                SendErrors++;
                first++;
                refusals = suspect = 0;
            }
        }

        return first;
    }

    private protected override ValueTask WaitReadable(CancellationToken cancellationToken)
    {
        Open();
        return Readable.Begin(cancellationToken);
    }

    private protected override ValueTask WaitWritable(CancellationToken cancellationToken)
    {
        Open();
        return Writable.Begin(cancellationToken);
    }

    private static void SetBuffer(int fd, int force, int option, int bytes)
    {
        // The forced form may go above the system's maximum and is for privileged processes only.
        if (bytes > 0 && Native.SetSockOpt(fd, Native.SolSocket, force, &bytes, sizeof(int)) != 0)
        {
            Native.SetOption(fd, Native.SolSocket, option, bytes);
        }
    }

    private void Report(int error)
    {
        _reported = error;

        // Not from within a send: what awaits would run in the middle of it.
        if (Readable.IsPending)
        {
            _shard.Post(static port => ((EpollUdpPort)port!).Readable.Complete(), this);
        }
    }

    private LinkException Reported()
    {
        int error = _reported;
        _reported = 0;
        return Errno.ToException(error, _remote is null ? $"Receiving on {LocalEndPoint}" : $"Receiving from {_remote}");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Open() => _fd >= 0 ? _fd : throw Closed();
}
