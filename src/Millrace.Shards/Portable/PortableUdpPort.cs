using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Millrace.Shards.Portable;

/// <summary>
/// A UDP port on a .NET socket: an outstanding peek tells that something has come in, plain non-blocking calls take it, one by one. The peek completes on another thread; were it
/// a receive, its datagram would be nobody's for a while, and later ones would overtake it.
/// </summary>
internal sealed class PortableUdpPort : UdpPort
{
    private const int LongestDatagram = 65_536;
    private const int MaxRefusals = 16;

    /// <summary>Where the peeks of all ports go to; nobody reads it. Windows fails a peek that has no room for the whole datagram.</summary>
    private static readonly byte[] s_peeked = GC.AllocateUninitializedArray<byte>(OperatingSystem.IsWindows() ? LongestDatagram : 1, pinned: true);

    private readonly PortableShard _shard;
    private readonly Socket _socket;
    private readonly IPEndPoint? _remote;
    private readonly PortableUdpAddresses _addresses;
    private readonly PortableUdpDrops _drops;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(LongestDatagram, pinned: true);
    private readonly Action _onArrival;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _arrival;
    private bool _arrivalPending;
    private SocketException? _reported;
    private bool _closed;

    private PortableUdpPort(PortableShard shard, Socket socket, UdpOptions options)
        : base(shard)
    {
        _shard = shard;
        _socket = socket;
        _remote = options.Remote;
        _addresses = new PortableUdpAddresses(socket.AddressFamily);
        _drops = new PortableUdpDrops(socket);
        _onArrival = () => _shard.Post(static port => ((PortableUdpPort)port!).Arrived(), this);
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        ReceiveBufferBytes = OperatingSystem.IsLinux() ? socket.ReceiveBufferSize / 2 : socket.ReceiveBufferSize; // there the other half is for the kernel's bookkeeping
        shard.Track(this);
    }

    public override IPEndPoint LocalEndPoint { get; }

    public override int ReceiveBufferBytes { get; }

    public override long ReceiveDrops => _drops.Read();

    public static PortableUdpPort Open(PortableShard shard, IPEndPoint local, UdpOptions options)
    {
        CheckFamilies(local, options);
        Socket? socket = null;
        try
        {
            socket = PortableUdpSockets.Open(local, options);
            return new PortableUdpPort(shard, socket, options);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            string towards = options.Remote is { } remote ? $" towards {remote}" : "";
            throw SocketErrors.ToLinkException(e, $"Opening a UDP port on {local}{towards}");
        }
    }

    public override void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _shard.Forget(this);
        _drops.Close();
        _socket.Dispose();
        Readable.Complete(Closed());
    }

    private protected override bool Receive(UdpBatch batch, bool anyway)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ObjectDisposedException.ThrowIf(batch.Capacity == 0, batch);
        ThrowIfClosed();
        batch.Clear();
        if (_reported is not null)
        {
            throw Reported();
        }

        try
        {
            while (!batch.IsFull && (_socket.Poll(0, SelectMode.SelectRead) || (_remote is not null && _socket.Poll(0, SelectMode.SelectError))))
            {
                int length = _socket.ReceiveFrom(_buffer, SocketFlags.None, _addresses.ForReceive);
                batch.AddReceived(_buffer.AsSpan(0, length), _addresses.Received);
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.WouldBlock)
        {
            // The datagram that it was told of turned out to be damaged, and is gone.
        }
        catch (SocketException e)
        {
            _reported = e;
            if (batch.Count == 0)
            {
                throw Reported();
            }
        }

        return batch.Count > 0;
    }

    private protected override int Send(UdpBatch batch, int first)
    {
        ThrowIfClosed();
        int refusals = 0;
        while (first < batch.Count)
        {
            switch (SendOne(batch, first))
            {
                case SocketError.Success:
                    first++;
                    refusals = 0;
                    break;
                case SocketError.WouldBlock:
                    return first;
                case SocketError.ConnectionRefused or SocketError.ConnectionReset when ++refusals < MaxRefusals:
                    // Never of this datagram, which has not gone yet: of one before it.
                    Report(new SocketException((int)SocketError.ConnectionRefused));
                    break;
                default:
                    SendErrors++;
                    first++;
                    refusals = 0;
                    break;
            }
        }

        return first;
    }

    private protected override ValueTask WaitReadable(CancellationToken cancellationToken)
    {
        ThrowIfClosed();

        // A cancelled wait leaves its peek outstanding; the next wait takes it over.
        if (!_arrivalPending)
        {
            try
            {
#pragma warning disable CA2012 // Its awaiter takes the result once, in TakeArrival: storing it is what makes a receive cost no allocation.
                _arrival = _socket.ReceiveAsync(s_peeked, SocketFlags.Peek, CancellationToken.None).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
                _arrivalPending = true;
            }
            catch (SocketException e)
            {
                _reported = e;
            }

            if (!_arrivalPending || _arrival.IsCompleted)
            {
                TakeArrival();
                return default;
            }

            _arrival.UnsafeOnCompleted(_onArrival);
        }

        return Readable.Begin(cancellationToken);
    }

    /// <remarks>.NET sockets can not be awaited for room without handing them bytes, so a full one is asked again every millisecond.</remarks>
    private protected override ValueTask WaitWritable(CancellationToken cancellationToken) => _shard.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);

    private SocketError SendOne(UdpBatch batch, int index)
    {
        if (!batch.HasAddress(index))
        {
            _socket.Send(batch[index], SocketFlags.None, out SocketError error);
            return error;
        }

        UdpAddress to = batch.Address(index);
        if (to.Family != _socket.AddressFamily)
        {
            return SocketError.AddressFamilyNotSupported;
        }

        try
        {
            _socket.SendTo(batch[index], SocketFlags.None, _addresses.ForSend(to));
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private void Arrived()
    {
        TakeArrival();
        if (!_closed)
        {
            Readable.Complete();
        }
    }

    private void TakeArrival()
    {
        if (!_arrivalPending)
        {
            return;
        }

        _arrivalPending = false;
        try
        {
            _ = _arrival.GetResult();
        }
        catch (SocketException e)
        {
            _reported = e;
        }
        catch (ObjectDisposedException) when (_closed)
        {
            // What awaited it has been told.
        }
    }

    private void Report(SocketException error)
    {
        _reported = error;

        // Not from within a send: what awaits would run in the middle of it.
        if (Readable.IsPending)
        {
            _shard.Post(static port => ((PortableUdpPort)port!).Readable.Complete(), this);
        }
    }

    private LinkException Reported()
    {
        SocketException error = _reported!;
        _reported = null;
        string what = _remote is null ? $"Receiving on {LocalEndPoint}" : $"Receiving from {_remote}";

        // Windows calls it a reset.
        return error.SocketErrorCode == SocketError.ConnectionReset
            ? new LinkException(LinkError.Refused, $"{what}: {error.Message}", error)
            : SocketErrors.ToLinkException(error, what);
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw Closed();
        }
    }
}
