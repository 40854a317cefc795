using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Portable;

/// <summary>A TCP connection on a .NET socket: a zero-byte receive tells that bytes are there, plain non-blocking calls move them.</summary>
internal sealed class PortableTcpLink : TcpLink
{
    private readonly PortableShard _shard;
    private readonly Socket _socket;
    private readonly IPEndPoint _remote;
    private readonly Wait _readWait;
    private readonly SocketAsyncEventArgs _arrival = new();
    private bool _arrivalPending;
    private bool _readable;
    private bool _writable = true;
    private bool _closed;

    public PortableTcpLink(PortableShard shard, Socket socket)
    {
        _shard = shard;
        _socket = socket;
        _remote = (IPEndPoint)socket.RemoteEndPoint!;
        socket.Blocking = false;
        _readWait = new Wait(shard);
        _arrival.SetBuffer(Memory<byte>.Empty);
        _arrival.Completed += (_, _) => _shard.Post(static link => ((PortableTcpLink)link!).Arrived(), this);
        shard.Track(this);
    }

    public override Shard Shard => _shard;

    public override IPEndPoint LocalEndPoint
    {
        get
        {
            ThrowIfClosed();
            return (IPEndPoint)_socket.LocalEndPoint!;
        }
    }

    public override IPEndPoint RemoteEndPoint => _remote;

    public override ValueTask WaitReadableAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        if (_readable)
        {
            return default;
        }

        // A cancelled wait leaves its zero-byte receive outstanding; the next wait takes it over.
        if (!_arrivalPending)
        {
            if (!_socket.ReceiveAsync(_arrival))
            {
                _readable = true;
                return default;
            }

            _arrivalPending = true;
        }

        return _readWait.Begin(cancellationToken);
    }

    public override int TryReceive(Span<byte> destination)
    {
        ThrowIfClosed();
        int received = _socket.Receive(destination, SocketFlags.None, out SocketError error);
        switch (error)
        {
            case SocketError.Success:
                _readable = received == destination.Length;
                return received;
            case SocketError.WouldBlock:
                _readable = false;
                return -1;
            default:
                throw SocketErrors.ToLinkException(new SocketException((int)error), "Receiving");
        }
    }

    public override int TrySend(ReadOnlySpan<byte> source)
    {
        ThrowIfClosed();
        if (!_writable || source.IsEmpty)
        {
            return 0;
        }

        int sent = _socket.Send(source, SocketFlags.None, out SocketError error);
        switch (error)
        {
            case SocketError.Success:
                _writable = sent == source.Length;
                return sent;
            case SocketError.WouldBlock:
                _writable = false;
                return 0;
            default:
                throw SocketErrors.ToLinkException(new SocketException((int)error), "Sending");
        }
    }

    /// <remarks>.NET sockets can not be awaited for room without handing them bytes, so a full one is asked again every millisecond.</remarks>
    public override async ValueTask WaitWritableAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        while (!_writable)
        {
            _writable = _socket.Poll(0, SelectMode.SelectWrite) || _socket.Poll(0, SelectMode.SelectError);
            if (!_writable)
            {
                await _shard.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
                ThrowIfClosed();
            }
        }
    }

    /// <remarks>.NET sockets can not be awaited for that either: it is asked twice a second.</remarks>
    public override async ValueTask WaitBrokenAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        while (!_socket.Poll(0, SelectMode.SelectError))
        {
            await _shard.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            ThrowIfClosed();
        }
    }

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer has reset meanwhile; there is nothing left to end.
        }

        return default;
    }

    public override void Abort()
    {
        if (!_closed)
        {
            try
            {
                _socket.LingerState = new LingerOption(true, 0);
            }
            catch (SocketException)
            {
                // The peer has closed it already; no reset is owed.
            }
        }

        Dispose();
    }

    public override void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _shard.Forget(this);
        _socket.Dispose();
        if (!_arrivalPending)
        {
            _arrival.Dispose();
        }

        _readWait.Complete(ClosedHere());
    }

    private static LinkException ClosedHere() => new(LinkError.Closed, "The link was closed on this side.");

    private void Arrived()
    {
        _arrivalPending = false;
        if (_closed)
        {
            _arrival.Dispose();
            return;
        }

        // A failed receive counts as readable too: the next TryReceive reports what went wrong.
        _readable = true;
        _readWait.Complete();
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw ClosedHere();
        }
    }
}
