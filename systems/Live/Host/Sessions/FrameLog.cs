using System.Buffers;
using System.Buffers.Binary;

namespace Millrace.Live.Host.Sessions;

/// <summary>
/// The patch frames of one session that its client has not acknowledged, in one rented buffer, each behind its length (u32). It holds nothing while nothing is unacknowledged. Not thread-safe.
/// </summary>
/// <remarks>What <see cref="Next"/> gives stays as it is until <see cref="Acknowledge"/> or <see cref="Append"/>; the session calls neither while a send is under way.</remarks>
internal sealed class FrameLog
{
    private const int Prefix = sizeof(int);
    private const int SmallestBuffer = 512;

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _cursor;
    private uint _first = 1;
    private uint _cursorSequence = 1;

    /// <summary>The number that the next frame will bear.</summary>
    public uint NextSequence => _first + (uint)Count;

    /// <summary>The number of the oldest frame kept; the next one's where none is.</summary>
    public uint FirstSequence => _first;

    /// <summary>Frames that are not acknowledged.</summary>
    public int Count { get; private set; }

    /// <summary>Their bytes.</summary>
    public int Bytes => _end - _start - (Count * Prefix);

    /// <summary>What the buffer takes, in bytes.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>True where every frame kept has been given to <see cref="Next"/> since the last <see cref="Rewind"/>.</summary>
    public bool IsAllSent => _cursorSequence == NextSequence;

    /// <summary>Adds a frame, which bears <see cref="NextSequence"/>.</summary>
    public void Append(ReadOnlySpan<byte> frame)
    {
        Reserve(Prefix + frame.Length);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_end), frame.Length);
        frame.CopyTo(_buffer.AsSpan(_end + Prefix));
        _end += Prefix + frame.Length;
        Count++;
    }

    /// <summary>The next frame to send; empty where all have been.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        if (IsAllSent)
        {
            return default;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_cursor));
        ReadOnlyMemory<byte> frame = _buffer.AsMemory(_cursor + Prefix, length);
        _cursor += Prefix + length;
        _cursorSequence++;
        return frame;
    }

    /// <summary>Drops the frames up to and with <paramref name="sequence"/>. False where no such frame was ever written.</summary>
    public bool Acknowledge(uint sequence)
    {
        if (sequence >= NextSequence)
        {
            return false;
        }

        while (Count > 0 && _first <= sequence)
        {
            _start += Prefix + BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_start));
            _first++;
            Count--;
        }

        if (_cursorSequence < _first)
        {
            (_cursor, _cursorSequence) = (_start, _first);
        }

        if (Count == 0)
        {
            Release();
        }

        return true;
    }

    /// <summary>True where everything after <paramref name="last"/> can be sent again.</summary>
    public bool CanReplayAfter(uint last) => last + 1 >= _first && last < NextSequence;

    /// <summary>Begins again with the oldest frame kept.</summary>
    public void Rewind() => (_cursor, _cursorSequence) = (_start, _first);

    /// <summary>Drops all frames; the next one bears <paramref name="sequence"/>.</summary>
    public void Reset(uint sequence)
    {
        Count = 0;
        _first = _cursorSequence = sequence;
        Release();
    }

    /// <summary>Goes on in a copy: somebody still reads what <see cref="Next"/> gave, so that buffer is left to the collector.</summary>
    public void Abandon() => _buffer = _buffer.Length == 0 ? _buffer : (byte[])_buffer.Clone();

    private void Release()
    {
        (_start, _end, _cursor) = (0, 0, 0);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void Reserve(int more)
    {
        if (_end + more <= _buffer.Length)
        {
            return;
        }

        int used = _end - _start;
        if (used + more <= _buffer.Length)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, used);
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, Math.Max(used + more, used * 2)));
            Buffer.BlockCopy(_buffer, _start, larger, 0, used);
            if (_buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
            }

            _buffer = larger;
        }

        (_cursor, _end, _start) = (_cursor - _start, used, 0);
    }
}
