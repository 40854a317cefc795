namespace Millrace.WebSockets.Frames;

/// <summary>Whole frames one behind the other in one buffer of fixed size. A mutable structure: a field of its owner, never copied while in use.</summary>
/// <remarks>
/// <code>
/// buffer   [ sent | rest of the frame under way | kept frames | dropped | whole frames | free ]
///                 _start                _frameEnd          _gap      _gapEnd       _end
/// </code>
/// Frames are dropped from the front: the gap grows behind the frame under way, and a control frame that it meets moves before it, so a
/// drop costs no more than the header it reads. Without dropped frames _gap and _gapEnd are 0.
/// </remarks>
internal struct FrameChunk(byte[] buffer, SharedFrames? shared)
{
    private int _start;
    private int _frameEnd;
    private int _gap;
    private int _gapEnd;
    private int _end;

    /// <summary>Null in a structure that holds nothing.</summary>
    public readonly byte[]? Buffer => buffer;

    /// <summary>The frames that other queues hold too, and to which nothing may be added; null where the buffer is this queue's own.</summary>
    public readonly SharedFrames? Shared => shared;

    /// <summary>Bytes that wait.</summary>
    public readonly int Bytes => _end - _start - (_gapEnd - _gap);

    /// <summary>Where the next frame would be written.</summary>
    public readonly int End => _end;

    /// <summary>Bytes that may still be added.</summary>
    public readonly int Room => buffer is null || shared is not null ? 0 : buffer.Length - _end;

    /// <summary>True when no frame is cut in two right now.</summary>
    public readonly bool IsAtFrameBoundary => _start == _frameEnd;

    /// <summary>The place of the next bytes.</summary>
    public readonly Span<byte> Reserve(int bytes) => buffer.AsSpan(_end, bytes);

    /// <summary>Counts what was written to the place reserved last, or what was in the buffer from the beginning.</summary>
    public void Add(int bytes) => _end += bytes;

    /// <summary>The bytes to hand over next, at most to the end of the frame under way where that is asked for; some as long as bytes wait.</summary>
    public readonly ReadOnlySpan<byte> Next(bool frameOnly) =>
        buffer.AsSpan(_start, (frameOnly ? _frameEnd : _gapEnd > 0 ? _gap : _end) - _start);

    /// <summary>Counts the first bytes of <see cref="Next"/> as sent; returns how many frames have left with them.</summary>
    public int Sent(int count)
    {
        int frames = 0;
        bool wasCut = _start < _frameEnd;
        _start += count;
        if (wasCut && _start >= _frameEnd)
        {
            frames++;
        }

        while (_frameEnd < _start)
        {
            _frameEnd += LengthAt(_frameEnd);
            frames += _frameEnd <= _start ? 1 : 0;
        }

        if (_gapEnd > 0 && _start == _gap)
        {
            _start = _frameEnd = _gapEnd;
            _gap = _gapEnd = 0;
        }

        return frames;
    }

    /// <summary>Drops the oldest data frame that has not begun to leave; false when there is none.</summary>
    public bool DropOldest()
    {
        if (_gapEnd == 0)
        {
            _gap = _gapEnd = _frameEnd;
        }

        while (_gapEnd < _end)
        {
            int length = LengthAt(_gapEnd);
            bool isControl = (buffer[_gapEnd] & 8) != 0;
            if (isControl)
            {
                // Never in a shared buffer, which holds messages only.
                buffer.AsSpan(_gapEnd, length).CopyTo(buffer.AsSpan(_gap));
                _gap += length;
            }

            _gapEnd += length;
            if (!isControl)
            {
                Tidy();
                return true;
            }
        }

        Tidy();
        return false;
    }

    // A gap that is empty is none, and one at the end is free room.
    private void Tidy()
    {
        if (_gapEnd == _end)
        {
            _end = _gap;
            _gap = _gapEnd = 0;
        }
        else if (_gap == _gapEnd)
        {
            _gap = _gapEnd = 0;
        }
        else if (_gap == _start)
        {
            // Nothing is under way: the gap has been sent, as it were.
            _start = _frameEnd = _gapEnd;
            _gap = _gapEnd = 0;
        }
    }

    private readonly int LengthAt(int position) => (int)FrameHeader.ParseOwn(buffer.AsSpan(position, _end - position)).FrameLength;
}
