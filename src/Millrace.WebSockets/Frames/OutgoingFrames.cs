using Millrace.Shards;

namespace Millrace.WebSockets.Frames;

/// <summary>Frames that wait to be sent, within limits. No I/O, no clock; holds a buffer only while bytes wait.</summary>
/// <remarks>
/// A pong may overtake the whole frames: it leaves at the next frame boundary, so a peer's ping is answered even behind a
/// long queue. Only the latest such pong is kept, as RFC 6455 section 5.5.3 allows.
/// </remarks>
internal sealed class OutgoingFrames(ShardBuffers pool, bool mask, int maxBytes, int maxFrames, SendQueueShare? share = null)
{
    private FrameRun _run = new(pool, share);
    private byte[]? _pong;
    private int _pongStart;
    private int _pongEnd;

    /// <summary>Bytes that wait.</summary>
    public int Bytes => _run.Bytes + (_pongEnd - _pongStart);

    /// <summary>Frames not wholly sent yet.</summary>
    public int Frames => _run.Frames;

    /// <summary>Data frames that were dropped to make room.</summary>
    public long Dropped { get; private set; }

    public bool IsEmpty => _run.IsEmpty && _pongEnd == 0;

    /// <summary>True once at least half of what may wait has left.</summary>
    public bool IsHalfEmpty => Bytes <= maxBytes / 2 && Frames <= maxFrames / 2;

    /// <summary>Bytes of buffer held.</summary>
    public int HeldBytes => _run.HeldBytes;

    /// <summary>Bytes that a frame of this payload takes.</summary>
    public long LengthOf(int payloadLength) => FrameHeader.LengthOf(payloadLength, mask);

    /// <summary>True when a frame of this payload can never be queued.</summary>
    public bool IsTooLarge(int payloadLength) => LengthOf(payloadLength) > maxBytes;

    /// <summary>True when a frame of this payload fits into what is left of the first buffer.</summary>
    public bool FitsBuffer(int payloadLength) => _run.FitsBuffer((int)LengthOf(payloadLength));

    /// <summary>True when so much fits into the queue as it is: within its limits and, where it is not empty, within the shared budget.</summary>
    public bool HasRoom(long bytes, int frames) =>
        frames <= maxFrames - Frames && bytes <= maxBytes - _run.Bytes && (_run.IsEmpty || share is not { IsExceeded: true });

    /// <summary>Appends one whole message, or returns false and changes nothing when the queue has no room for it.</summary>
    public bool TryAppend(Opcode opcode, ReadOnlySpan<byte> payload, bool rsv1 = false)
    {
        if (!HasRoom(LengthOf(payload.Length), 1))
        {
            return false;
        }

        Append(opcode, payload, rsv1);
        return true;
    }

    /// <summary>Appends frames that are encoded already, or returns false and changes nothing when the queue has no room for them.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="count">How many they are.</param>
    /// <param name="shared">The same frames as another queue keeps them, or null; set where this one keeps them first.</param>
    public bool TryAppendEncoded(ReadOnlySpan<byte> frames, int count, ref SharedFrames? shared)
    {
        if (!HasRoom(frames.Length, count))
        {
            return false;
        }

        if (frames.Length >= SharedFrames.MinBytes)
        {
            shared = shared is { IsHeld: true } ? shared : new SharedFrames(pool, share, frames, count);
            _run.Add(shared);
            return true;
        }

        frames.CopyTo(_run.Reserve(frames.Length));
        _run.Add(frames.Length, count);
        return true;
    }

    /// <summary>Drops the oldest data frames that have not begun to leave until there is room for so much; false when that is not enough.</summary>
    public bool DropUntilRoom(long bytes, int frames)
    {
        // What can never fit drops nothing.
        while (bytes <= maxBytes && frames <= maxFrames && !HasRoom(bytes, frames) && _run.DropOldest())
        {
            Dropped++;
        }

        return HasRoom(bytes, frames);
    }

    /// <summary>Drops every data frame that has not begun to leave; control frames stay.</summary>
    public void DropData()
    {
        while (_run.DropOldest())
        {
            Dropped++;
        }
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
        bool hasPong = _pongEnd > 0;
        return hasPong && _run.IsAtFrameBoundary ? _pong.AsSpan(_pongStart, _pongEnd - _pongStart) : _run.Next(frameOnly: hasPong);
    }

    /// <summary>Counts the first bytes of <see cref="Next"/> as sent.</summary>
    public void Sent(int count)
    {
        if (_pongEnd == 0 || !_run.IsAtFrameBoundary)
        {
            _run.Sent(count);
            return;
        }

        _pongStart += count;
        if (_pongStart == _pongEnd)
        {
            _pongStart = _pongEnd = 0;
        }
    }

    /// <summary>Drops what waits in the queue and gives the buffer back.</summary>
    public void Release() => _run.Release();

    private void Append(Opcode opcode, ReadOnlySpan<byte> payload, bool rsv1)
    {
        Span<byte> place = _run.Reserve((int)LengthOf(payload.Length));
        _run.Add(WriteFrame(place, opcode, payload, rsv1), 1);
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
}
