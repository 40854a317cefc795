using System.Buffers;
using Millrace.Shards;

namespace Millrace.WebSockets.Frames;

/// <summary>Frames that wait to be sent, as one run of bytes. No I/O, no clock; holds a buffer only while bytes wait in it.</summary>
/// <remarks>
/// <code>
/// buffer   [ sent | rest of the frame under way | whole frames | free ]
///                 _start                _frameEnd              _end
/// </code>
/// A pong may overtake the whole frames: it leaves at the next frame boundary, so a peer's ping is answered even behind a
/// long queue. Only the latest such pong is kept, as RFC 6455 section 5.5.3 allows.
/// </remarks>
internal sealed class OutgoingFrames(ShardBuffers pool, bool mask, int maxBytes, int maxFrames)
{
    private byte[]? _buffer;
    private byte[]? _pong;
    private int _start;
    private int _end;
    private int _frameEnd;
    private int _pongStart;
    private int _pongEnd;

    /// <summary>Bytes that wait.</summary>
    public int Bytes => _end - _start + (_pongEnd - _pongStart);

    /// <summary>Frames not wholly sent yet.</summary>
    public int Frames { get; private set; }

    public bool IsEmpty => Bytes == 0;

    /// <summary>True once at least half of what may wait has left.</summary>
    public bool IsHalfEmpty => Bytes <= maxBytes / 2 && Frames <= maxFrames / 2;

    /// <summary>True when no frame is cut in two right now.</summary>
    public bool IsAtFrameBoundary => _start == _frameEnd && _pongStart == 0;

    /// <summary>Bytes of buffer held.</summary>
    public int HeldBytes => _buffer?.Length ?? 0;

    /// <summary>True when a frame of this payload can never be queued.</summary>
    public bool IsTooLarge(int payloadLength) => FrameHeader.LengthOf(payloadLength, mask) > maxBytes;

    /// <summary>True when a frame of this payload fits into what is left of the first, small buffer.</summary>
    public bool FitsBuffer(int payloadLength) =>
        (_buffer is null ? 0 : _end) + FrameHeader.LengthOf(payloadLength, mask) <= ShardBuffers.Size;

    /// <summary>Appends one whole message, or returns false and changes nothing when the queue has no room for it.</summary>
    public bool TryAppend(Opcode opcode, ReadOnlySpan<byte> payload, bool rsv1 = false)
    {
        if (Frames >= maxFrames || FrameHeader.LengthOf(payload.Length, mask) > maxBytes - (_end - _start))
        {
            return false;
        }

        Append(opcode, payload, rsv1);
        return true;
    }

    /// <summary>Appends a control frame behind everything else, whatever the limits say.</summary>
    public void AppendControl(Opcode opcode, ReadOnlySpan<byte> payload) => Append(opcode, payload, rsv1: false);

    /// <summary>Sets the pong that leaves before the other whole frames; an earlier one that has not begun to leave is replaced.</summary>
    public void OvertakeWithPong(ReadOnlySpan<byte> payload)
    {
        if (_pongStart > 0)
        {
            // The earlier pong is cut in two right now, so the peer gets one answer at least.
            return;
        }

        _pong ??= new byte[FrameHeader.MaxControlPayload + 6];
        _pongEnd = WriteFrame(_pong, Opcode.Pong, payload, rsv1: false);
    }

    /// <summary>The bytes to hand over next; empty when nothing waits.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (_pongEnd == 0)
        {
            return _buffer.AsSpan(_start, _end - _start);
        }

        return _start < _frameEnd ? _buffer.AsSpan(_start, _frameEnd - _start) : _pong.AsSpan(_pongStart, _pongEnd - _pongStart);
    }

    /// <summary>Counts the first bytes of <see cref="Next"/> as sent.</summary>
    public void Sent(int count)
    {
        if (_pongEnd > 0 && _start >= _frameEnd)
        {
            _pongStart += count;
            if (_pongStart == _pongEnd)
            {
                _pongStart = _pongEnd = 0;
            }

            return;
        }

        _start += count;
        if (_start == _end)
        {
            Release();
            return;
        }

        while (_frameEnd < _start)
        {
            if (_frameEnd > 0)
            {
                Frames--;
            }

            _frameEnd += (int)FrameHeader.ParseOwn(_buffer.AsSpan(_frameEnd, _end - _frameEnd)).FrameLength;
        }
    }

    /// <summary>Drops what waits in the queue and gives the buffer back.</summary>
    public void Release()
    {
        _start = _end = _frameEnd = 0;
        Frames = 0;
        if (_buffer is { } buffer)
        {
            _buffer = null;
            Return(buffer);
        }
    }

    private void Append(Opcode opcode, ReadOnlySpan<byte> payload, bool rsv1)
    {
        EnsureRoom((int)FrameHeader.LengthOf(payload.Length, mask));
        _end += WriteFrame(_buffer.AsSpan(_end), opcode, payload, rsv1);
        Frames++;
    }

    private int WriteFrame(Span<byte> destination, Opcode opcode, ReadOnlySpan<byte> payload, bool rsv1)
    {
        uint? key = mask ? FrameMask.NewKey() : null;
        int size = FrameHeader.Write(destination, opcode, payload.Length, key, fin: true, rsv1);
        Span<byte> body = destination.Slice(size, payload.Length);
        payload.CopyTo(body);
        if (key is { } value)
        {
            FrameMask.Apply(body, value);
        }

        return size + payload.Length;
    }

    private void EnsureRoom(int size)
    {
        if (_buffer is not null && size <= _buffer.Length - _end)
        {
            return;
        }

        int waiting = _end - _start;
        if (_buffer is { } old && _start >= old.Length / 2 && waiting + size <= old.Length)
        {
            // Moving costs no more than half the buffer and frees at least half of it, so it stays linear in the bytes sent.
            old.AsSpan(_start, waiting).CopyTo(old);
            Rebase();
            return;
        }

        int capacity = Math.Max(waiting + size, (int)Math.Min(2L * waiting, maxBytes));
        byte[] buffer = capacity <= ShardBuffers.Size ? pool.Rent() : ArrayPool<byte>.Shared.Rent(capacity);
        if (_buffer is { } previous)
        {
            previous.AsSpan(_start, waiting).CopyTo(buffer);
            Return(previous);
        }

        _buffer = buffer;
        Rebase();
    }

    private void Rebase()
    {
        if (_frameEnd > 0 && _frameEnd == _start)
        {
            // The frame under way has just left as a whole; from 0 on its end would no longer say so.
            Frames--;
        }

        _end -= _start;
        _frameEnd -= _start;
        _start = 0;
    }

    private void Return(byte[] buffer)
    {
        if (buffer.Length == ShardBuffers.Size)
        {
            pool.Return(buffer);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
