namespace Millrace.Tracker.Host.Admission;

/// <summary>
/// Reads a list: one entry a line, without blanks around it, empty lines and what follows a #. Keeps one buffer however long the file is, so a file without an end of line
/// fills no memory.
/// </summary>
internal sealed class ListLines(Stream stream)
{
    /// <summary>The longest line, in bytes; of a longer one only the first so many are shown.</summary>
    public const int LongestLine = 4096;

    private readonly byte[] _buffer = new byte[2 * LongestLine];
    private int _start;
    private int _end;
    private bool _ended;
    private bool _skipping;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The next entry; false at the end. An entry that is too long is cut to <see cref="LongestLine"/> bytes, which no entry may have.</summary>
    public bool TryRead(out ReadOnlySpan<byte> entry)
    {
        while (TryReadLine(out ReadOnlySpan<byte> line))
        {
            int comment = line.IndexOf((byte)'#');
            entry = (comment < 0 ? line : line[..comment]).Trim(" \t\r\uFEFF"u8);
            if (entry.Length > 0)
            {
                return true;
            }
        }

        entry = default;
        return false;
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            ReadOnlySpan<byte> held = _buffer.AsSpan(_start, _end - _start);
            int end = held.IndexOf((byte)'\n');
            if (_skipping)
            {
                _start = end < 0 ? _end : _start + end + 1;
                _skipping = end < 0 && !_ended;
            }
            else if (end >= 0)
            {
                _start += end + 1;
                return Give(held[..end], out line);
            }
            else if (held.Length >= LongestLine)
            {
                _start = _end;
                _skipping = true;
                return Give(held[..LongestLine], out line);
            }
            else if (_ended)
            {
                _start = _end;
                line = default;
                return held.Length > 0 && Give(held, out line);
            }

            if (end < 0)
            {
                Fill();
            }
        }
    }

    private bool Give(ReadOnlySpan<byte> read, out ReadOnlySpan<byte> line)
    {
        Number++;
        line = read;
        return true;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _ended = read == 0;
    }
}
