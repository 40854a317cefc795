using System.Buffers;
using Millrace.Shards;
using Millrace.WebSockets.Compression;

namespace Millrace.WebSockets.Frames;

/// <summary>Received bytes in, messages and control frames out. No I/O, no clock; holds a buffer only while bytes wait in it.</summary>
/// <remarks>
/// <code>
/// buffer   [ assembled payload of earlier fragments | gap | bytes not parsed yet | free ]
///          0                             _assembled   _start                  _end
/// </code>
/// An unfragmented message is served where it arrived, unmasked in place. Fragments are moved together at the front of the
/// same buffer, so control frames between them cost nothing.
/// </remarks>
internal sealed class InboundFrames(ShardBuffers pool, bool expectMask, int maxMessageBytes, bool deflate)
{
    // Fragments without a byte make no progress towards the size limit, so they have one of their own.
    private const int MaxEmptyFragments = 128;

    private byte[]? _buffer;
    private byte[]? _inflated;
    private int _start;
    private int _end;
    private int _needed;
    private int _assembled;
    private int _validated;
    private byte _emptyFragments;
    private Opcode _messageOpcode;
    private bool _messageDeflated;
    private bool _broken;

    /// <summary>The broken rule after <see cref="InboundEvent.Violation"/>.</summary>
    public Violation Violation { get; private set; }

    /// <summary>Bytes of buffer held.</summary>
    public int HeldBytes => (_buffer?.Length ?? 0) + (_inflated?.Length ?? 0);

    /// <summary>Takes over a buffer rented from the pool with bytes already in it, such as those that followed a handshake.</summary>
    public void Adopt(byte[] buffer, int start, int end) => (_buffer, _start, _end) = (buffer, start, end);

    /// <summary>
    /// The next event among the buffered bytes. The payload of <paramref name="message"/> stays valid until the next call of
    /// any member.
    /// </summary>
    public InboundEvent Next(out WebSocketMessage message)
    {
        message = default;
        if (_broken)
        {
            return InboundEvent.Violation;
        }

        ReturnInflated();
        while (_start < _end)
        {
            Span<byte> raw = _buffer.AsSpan(_start, _end - _start);
            FrameParse parse = FrameHeader.Parse(raw, expectMask, deflate, out FrameHeader header, out Violation violation);
            if (parse == FrameParse.Violation)
            {
                return Break(violation);
            }

            if (parse == FrameParse.Incomplete)
            {
                _needed = FrameHeader.MaxSize;
                return InboundEvent.NeedBytes;
            }

            if (!MayStart(header, out violation))
            {
                return Break(violation);
            }

            if (raw.Length < header.FrameLength)
            {
                _needed = (int)header.FrameLength;
                return InboundEvent.NeedBytes;
            }

            Span<byte> payload = raw.Slice(header.Size, (int)header.PayloadLength);
            if (header.Masked)
            {
                FrameMask.Apply(payload, header.Key);
            }

            int at = _start + header.Size;
            _start += (int)header.FrameLength;
            if (header.IsControl)
            {
                return Control(header.Opcode, _buffer.AsMemory(at, payload.Length), out message);
            }

            if (Data(header, at, payload.Length, out message) is { } found)
            {
                return found;
            }
        }

        _needed = 0;
        return InboundEvent.NeedBytes;
    }

    /// <summary>Room to receive into: never empty, and enough to make progress towards a frame whose start is buffered.</summary>
    public Span<byte> Free()
    {
        if (_buffer is null)
        {
            _buffer = pool.Rent();
            _start = _end = 0;
        }

        int raw = _end - _start;
        if (_start > _assembled && (_end == _buffer.Length || raw == 0 || _start + _needed > _buffer.Length))
        {
            _buffer.AsSpan(_start, raw).CopyTo(_buffer.AsSpan(_assembled));
            _start = _assembled;
            _end = _start + raw;
        }

        if (_end == _buffer.Length)
        {
            // By doubling, not by the length that the peer announces: it has to send the bytes before it costs us memory.
            Resize((int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        }

        return _buffer.AsSpan(_end);
    }

    /// <summary>Counts bytes that were received into <see cref="Free"/>.</summary>
    public void Received(int count) => _end += count;

    /// <summary>Before a wait: gives an empty buffer back, and a large one whose message is done.</summary>
    public void Trim()
    {
        ReturnInflated();
        if (_buffer is null)
        {
            return;
        }

        int raw = _end - _start;
        if (raw == 0 && _assembled == 0)
        {
            Release();
        }
        else if (_buffer.Length > ShardBuffers.Size && raw + _assembled <= ShardBuffers.Size / 2 && _needed <= ShardBuffers.Size)
        {
            Resize(ShardBuffers.Size);
        }
    }

    /// <summary>Gives everything back.</summary>
    public void Release()
    {
        ReturnInflated();
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _start = _end = _assembled = 0;
            Return(buffer);
        }
    }

    private static InboundEvent Found(InboundEvent kind, WebSocketMessage found, out WebSocketMessage message)
    {
        message = found;
        return kind;
    }

    private bool MayStart(in FrameHeader header, out Violation violation)
    {
        violation = default;
        if (header.IsControl)
        {
            return true;
        }

        bool fragmented = _messageOpcode != Opcode.Continuation;
        if (fragmented != (header.Opcode == Opcode.Continuation))
        {
            violation = Violation.Protocol(
                fragmented ? "a new message began inside a fragmented one" : "a continuation frame without a message to continue");
        }
        else if (header.PayloadLength > maxMessageBytes - _assembled)
        {
            violation = new Violation(WebSocketCloseCode.TooBig, $"a message is larger than {maxMessageBytes} bytes");
        }
        else if (header.PayloadLength == 0 && !header.Fin && ++_emptyFragments > MaxEmptyFragments)
        {
            violation = new Violation(WebSocketCloseCode.PolicyViolation, "too many empty fragments");
        }

        return violation.Code == 0;
    }

    private InboundEvent Control(Opcode opcode, ReadOnlyMemory<byte> payload, out WebSocketMessage message)
    {
        if (opcode != Opcode.Close)
        {
            return Found(opcode == Opcode.Ping ? InboundEvent.Ping : InboundEvent.Pong, new(WebSocketMessageKind.Binary, payload), out message);
        }

        message = default;
        return ClosePayload.TryParse(payload.Span, out WebSocketCloseCode code, out Violation violation)
            ? Found(InboundEvent.Close, new(WebSocketMessageKind.Close, payload.IsEmpty ? payload : payload[2..], code), out message)
            : Break(violation);
    }

    private InboundEvent? Data(in FrameHeader header, int at, int length, out WebSocketMessage message)
    {
        message = default;
        if (header.Opcode != Opcode.Continuation)
        {
            _messageOpcode = header.Opcode;
            _messageDeflated = header.Rsv1;
            if (header.Fin)
            {
                return Whole(at, length, 0, out message);
            }
        }

        _buffer.AsSpan(at, length).CopyTo(_buffer.AsSpan(_assembled));
        _assembled += length;
        if (header.Fin)
        {
            int validated = _validated;
            length = _assembled;
            _assembled = _validated = 0;
            return Whole(0, length, validated, out message);
        }

        if (_messageOpcode == Opcode.Text && !_messageDeflated)
        {
            if (!Utf8Text.TryValidate(_buffer.AsSpan(_validated, _assembled - _validated), final: false, out int complete))
            {
                return Break(NotUtf8);
            }

            _validated += complete;
        }

        return null;
    }

    private static Violation NotUtf8 => new(WebSocketCloseCode.InvalidPayload, "a text message is not UTF-8");

    private InboundEvent Whole(int at, int length, int validated, out WebSocketMessage message)
    {
        message = default;
        Opcode opcode = _messageOpcode;
        _messageOpcode = Opcode.Continuation;
        _emptyFragments = 0;
        ReadOnlyMemory<byte> payload = _buffer.AsMemory(at, length);
        if (_messageDeflated)
        {
            if (!MessageDeflate.TryInflate(payload, maxMessageBytes, out _inflated, out int inflatedLength, out Violation violation))
            {
                return Break(violation);
            }

            payload = _inflated.AsMemory(0, inflatedLength);
        }

        if (opcode == Opcode.Text && !Utf8Text.TryValidate(payload.Span[validated..], final: true, out _))
        {
            return Break(NotUtf8);
        }

        return Found(InboundEvent.Message, new((WebSocketMessageKind)opcode, payload), out message);
    }

    private InboundEvent Break(Violation violation)
    {
        _broken = true;
        Violation = violation;
        return InboundEvent.Violation;
    }

    private void Resize(int length)
    {
        byte[] old = _buffer!;
        byte[] buffer = length <= ShardBuffers.Size ? pool.Rent() : ArrayPool<byte>.Shared.Rent(length);
        int raw = _end - _start;
        old.AsSpan(0, _assembled).CopyTo(buffer);
        old.AsSpan(_start, raw).CopyTo(buffer.AsSpan(_assembled));
        _start = _assembled;
        _end = _start + raw;
        _buffer = buffer;
        Return(old);
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

    private void ReturnInflated()
    {
        if (_inflated is { } inflated)
        {
            _inflated = null;
            ArrayPool<byte>.Shared.Return(inflated);
        }
    }
}
