using System.Buffers;

namespace Millrace.Gateway.Wire;

/// <summary>
/// Cuts a stream of bytes into lines at newlines. It holds one pooled buffer while bytes wait in it and none while it is empty; whatever comes in,
/// that buffer is <see cref="Smallest"/>, or for longer lines less than twice the longest line and 8 KiB.
/// </summary>
/// <param name="maxLineBytes">The longest line that is taken, without its newline, in bytes.</param>
public sealed class LineFramer(int maxLineBytes) : IDisposable
{
    /// <summary>The size of the buffer that a read begins with, in bytes.</summary>
    public const int Smallest = 32 * 1024;

    // A read for fewer bytes than this is not worth a system call.
    private const int LeastFree = 4 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    // Up to here there is no newline.
    private int _scanned;

    // The rest of a line that is too long is thrown away.
    private bool _isSkipping;

    /// <summary>The longest line that is taken, without its newline, in bytes. A change holds for the lines that are read after it.</summary>
    public int MaxLineBytes
    {
        get;
        set => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least 1.");
    } = maxLineBytes > 0 ? maxLineBytes : throw new ArgumentOutOfRangeException(nameof(maxLineBytes), maxLineBytes, "At least 1.");

    /// <summary>True steps over a line that is too long, in no more memory than its limit takes, and goes on with the next; false, the default, reads nothing after one.</summary>
    public bool SkipsLongLines { get; init; }

    /// <summary>True once a line was longer than <see cref="MaxLineBytes"/>, unless such lines are stepped over: no line is read any more and further bytes are thrown away.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Lines that were stepped over because they are too long, the one that has not ended yet included.</summary>
    public long LongLines { get; private set; }

    /// <summary>Bytes thrown away of the too long line that has not ended yet; 0 where there is none.</summary>
    public long SkippedBytes { get; private set; }

    /// <summary>Bytes that wait for the rest of their line.</summary>
    public int Pending => _end - _start;

    /// <summary>Those bytes, as far as they have come; valid until the next call of any method.</summary>
    public ReadOnlySpan<byte> PendingBytes => _buffer.AsSpan(_start, Pending);

    /// <summary>Bytes that are held in memory.</summary>
    public int Capacity => _buffer.Length;

    /// <summary>Room to read into; the line read last is not valid any more.</summary>
    public Span<byte> GetSpan() => GetMemory().Span;

    /// <summary>Room to read into; the line read last is not valid any more.</summary>
    public Memory<byte> GetMemory()
    {
        if (_start == _end || IsTooLong)
        {
            _start = _end = _scanned = 0;
        }

        if (_buffer.Length == 0)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Smallest);
        }
        else if (_buffer.Length - _end < LeastFree)
        {
            Compact();
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Says how many bytes were read into what <see cref="GetSpan"/> gave.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += IsTooLong ? 0 : count;
    }

    /// <summary>The next whole line without its newline (and carriage return), valid until the next call of any method; empty lines are stepped over.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (!IsTooLong)
        {
            int length = _buffer.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n');
            if (length < 0)
            {
                _scanned = _end;

                // The last byte may be the carriage return of the line's end.
                if (_isSkipping || Pending > MaxLineBytes + 1 || (Pending > MaxLineBytes && _buffer[_end - 1] != '\r'))
                {
                    GiveUpLine();
                }

                break;
            }

            line = _buffer.AsSpan(_start, _scanned + length - _start);
            _start = _scanned = _scanned + length + 1;
            if (_isSkipping)
            {
                // The end of one that has been counted.
                _isSkipping = false;
                SkippedBytes = 0;
                continue;
            }

            if (line is [.., (byte)'\r'])
            {
                line = line[..^1];
            }

            if (line.Length > MaxLineBytes)
            {
                IsTooLong = !SkipsLongLines;
                LongLines += SkipsLongLines ? 1 : 0;
            }
            else if (!line.IsEmpty)
            {
                return true;
            }
        }

        if (_start == _end || IsTooLong)
        {
            Dispose();
        }

        line = default;
        return false;
    }

    /// <summary>Gives the buffer back, with what is in it.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _start = _end = _scanned = 0;
    }

    // What has come of the line is too much of it.
    private void GiveUpLine()
    {
        if (!SkipsLongLines)
        {
            IsTooLong = true;
            return;
        }

        LongLines += _isSkipping ? 0 : 1;
        _isSkipping = true;
        SkippedBytes += Pending;
        _start = _scanned = _end;
    }

    // Makes room at the end: by moving what waits to the front, and by a larger buffer where that is not enough. A line that is too long has been
    // found before it fills the largest.
    private void Compact()
    {
        int pending = Pending;
        int wanted = pending + LeastFree;
        if (_scanned < _end && pending > MaxLineBytes)
        {
            throw new InvalidOperationException("Read the lines that have come before reading more bytes.");
        }

        byte[] to = _buffer.Length >= wanted ? _buffer : ArrayPool<byte>.Shared.Rent(Math.Max(wanted, Math.Min(_buffer.Length * 2, MaxLineBytes + LeastFree)));
        _buffer.AsSpan(_start, pending).CopyTo(to);
        if (to != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = to;
        }

        _scanned -= _start;
        _start = 0;
        _end = pending;
    }
}
