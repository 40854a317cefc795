using System.Net.Security;
using System.Security.Authentication;
using Millrace.Shards.Tls;

namespace Millrace.Shards;

/// <summary>TLS over a link, both sides, by SslStream. It owns the link below and closes it with itself.</summary>
public sealed class TlsLink : Link
{
    private readonly Link _inner;
    private readonly SslStream _tls;
    private readonly Wait _readWait;
    private readonly Wait _writeWait;
    private byte[]? _plain;
    private int _start;
    private int _end;
    private bool _filling;
    private bool _sending;
    private bool _ended;
    private bool _closed;
    private Exception? _error;

    private TlsLink(Link inner)
    {
        _inner = inner;
        _tls = new SslStream(new LinkStream(inner), leaveInnerStreamOpen: true);
        _readWait = new Wait(inner.Shard);
        _writeWait = new Wait(inner.Shard);
    }

    /// <inheritdoc/>
    public override Shard Shard => _inner.Shard;

    /// <summary>The protocol version agreed on.</summary>
    public SslProtocols Protocol => _tls.SslProtocol;

    /// <summary>Does the client's side of the handshake over <paramref name="inner"/>, which is closed when it fails.</summary>
    /// <exception cref="LinkException"><see cref="LinkError.Tls"/> with the reason, or what the link below said.</exception>
    public static ValueTask<TlsLink> AsClientAsync(Link inner, SslClientAuthenticationOptions options, CancellationToken cancellationToken = default) =>
        HandshakeAsync(inner, tls => tls.AuthenticateAsClientAsync(options, cancellationToken));

    /// <summary>Does the server's side of the handshake over <paramref name="inner"/>, which is closed when it fails.</summary>
    /// <exception cref="LinkException"><see cref="LinkError.Tls"/> with the reason, or what the link below said.</exception>
    public static ValueTask<TlsLink> AsServerAsync(Link inner, SslServerAuthenticationOptions options, CancellationToken cancellationToken = default) =>
        HandshakeAsync(inner, tls => tls.AuthenticateAsServerAsync(options, cancellationToken));

    /// <inheritdoc/>
    public override ValueTask WaitReadableAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        if (_plain is null && !_ended && _error is null && !_filling)
        {
            _filling = true;
            _ = FillAsync();
        }

        return _filling ? _readWait.Begin(cancellationToken) : default;
    }

    /// <inheritdoc/>
    public override int TryReceive(Span<byte> destination)
    {
        ThrowIfClosed();
        if (_plain is null)
        {
            return _error is not null ? throw Failure(_error) : _ended ? 0 : -1;
        }

        int count = Math.Min(destination.Length, _end - _start);
        _plain.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        if (_start == _end)
        {
            Shard.Buffers.Return(_plain);
            _plain = null;
        }

        return count;
    }

    /// <inheritdoc/>
    public override int TrySend(ReadOnlySpan<byte> source)
    {
        ThrowIfClosed();
        if (_error is not null)
        {
            throw Failure(_error);
        }

        if (_sending || source.IsEmpty)
        {
            return 0;
        }

        byte[] buffer = Shard.Buffers.Rent();
        int count = Math.Min(source.Length, buffer.Length);
        source[..count].CopyTo(buffer);
        _sending = true;
        _ = WriteAsync(buffer, count);
        return count;
    }

    /// <inheritdoc/>
    public override ValueTask WaitWritableAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return _sending ? _writeWait.Begin(cancellationToken) : default;
    }

    /// <inheritdoc/>
    public override async ValueTask ShutdownSendAsync(CancellationToken cancellationToken = default)
    {
        await WaitWritableAsync(cancellationToken);
        try
        {
            await _tls.ShutdownAsync();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The peer has gone without a close_notify of its own; there is nobody left to tell.
        }

        if (!_closed)
        {
            await _inner.ShutdownSendAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        if (!_closed)
        {
            _inner.Abort();
            Dispose();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _inner.Dispose();
        _tls.Dispose();
        if (_plain is not null)
        {
            Shard.Buffers.Return(_plain);
            _plain = null;
        }

        _readWait.Complete(ClosedHere());
        _writeWait.Complete(ClosedHere());
    }

    private static async ValueTask<TlsLink> HandshakeAsync(Link inner, Func<SslStream, Task> handshake)
    {
        TlsLink link = new(inner);
        try
        {
            await handshake(link._tls);
            return link;
        }
        catch (Exception e)
        {
            link.Abort();
            if (e is OperationCanceledException)
            {
                throw;
            }

            throw Failure(e);
        }
    }

    private static LinkException ClosedHere() => new(LinkError.Closed, "The link was closed on this side.");

    private static LinkException Failure(Exception e) => e switch
    {
        LinkException link => new LinkException(link.Error, link.Message, link),
        IOException { InnerException: LinkException link } => new LinkException(link.Error, link.Message, e),
        _ => new LinkException(LinkError.Tls, $"TLS: {e.InnerException?.Message ?? e.Message}", e),
    };

    private async Task FillAsync()
    {
        byte[]? buffer = null;
        try
        {
            _ = await _tls.ReadAsync(Memory<byte>.Empty); // holds no buffer while nothing arrives
            buffer = Shard.Buffers.Rent();
            int count = await _tls.ReadAsync(buffer);
            _ended = count == 0;
            if (count > 0 && !_closed)
            {
                (_plain, _start, _end) = (buffer, 0, count);
                buffer = null;
            }
        }
        catch (Exception e)
        {
            // Reported by the next call on this link, on the thread and in the place where its owner looks for it.
            _error = e;
        }

        if (buffer is not null)
        {
            Shard.Buffers.Return(buffer);
        }

        _filling = false;
        _readWait.Complete();
    }

    private async Task WriteAsync(byte[] buffer, int count)
    {
        try
        {
            await _tls.WriteAsync(buffer.AsMemory(0, count));
        }
        catch (Exception e)
        {
            _error = e;
        }

        Shard.Buffers.Return(buffer);
        _sending = false;
        _writeWait.Complete();
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw ClosedHere();
        }
    }
}
