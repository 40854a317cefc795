using System.Globalization;

namespace Millrace.Engine.Http;

/// <summary>
/// Reads HTTP/1.1 answers (RFC 9112), one after another, out of pieces of any size as they come in: a status line, fields, then a body by Content-Length, in chunks, or up to
/// the end of the connection. Interim answers (1xx) are passed over. Bounded: whatever is longer or not of this form is refused. Pure, and allocates nothing per answer.
/// </summary>
/// <param name="mostBytes">The longest body that is taken, in bytes.</param>
public sealed class HttpAnswerReader(long mostBytes = HttpAnswerReader.MostBytes)
{
    /// <summary>The longest head, in bytes, with the interim answers before it.</summary>
    public const int MostHeadBytes = 32 * 1024;

    /// <summary>The longest body where nobody says, in bytes: a page of 10,000 items is below 1 MiB.</summary>
    public const long MostBytes = 8 * 1024 * 1024;

    private const int MostChunkLine = 1024;

    private readonly HttpAnswerHead _head = new();
    private byte[] _line = [];
    private int _kept; // bytes of a line whose end has not come
    private Stage _stage = Stage.Status;
    private bool _isHead;
    private long _left; // bytes of the body, or of the chunk, that are still to come
    private int _lineBytes; // of this head, or of what follows the last chunk

    /// <summary>The status; 0 before it has come.</summary>
    public int Status => _head.Status;

    /// <summary>Its cookies as a request's Cookie field has them, where they are kept.</summary>
    public string Cookies => _head.Cookies;

    /// <summary>What it weighs so far with its head, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>What its body weighs so far, in bytes.</summary>
    public long BodyBytes { get; private set; }

    /// <summary>Once it is complete: whether the connection takes a further request.</summary>
    public bool CanGoOn { get; private set; }

    /// <summary>Why it cannot be taken.</summary>
    public HttpFault Fault { get; private set; }

    /// <summary>The same in words, as what follows "it gave no answer that can be read:"; null where nothing is wrong.</summary>
    public string? Problem { get; private set; }

    /// <summary>Begins an answer.</summary>
    /// <param name="isHead">The answer to a HEAD has no body, whatever it says of its length.</param>
    /// <param name="keepsCookies">Whether <see cref="Cookies"/> are wanted.</param>
    public void Begin(bool isHead = false, bool keepsCookies = false)
    {
        _head.Clear();
        _head.KeepsCookies = keepsCookies;
        (_stage, _isHead, _kept, _left, _lineBytes) = (Stage.Status, isHead, 0, 0, 0);
        (Bytes, BodyBytes, CanGoOn, Fault, Problem) = (0, 0, false, HttpFault.None, null);
    }

    /// <summary>Takes what has come. Call it again with the rest where it says <see cref="HttpReading.NeedMore"/> and has not used everything.</summary>
    /// <param name="piece">What has come and was not used yet.</param>
    /// <param name="used">How much of it belongs to this answer and was used.</param>
    /// <param name="body">The part of it that is body, if any: at most one run of bytes at a time.</param>
    public HttpReading Read(ReadOnlySpan<byte> piece, out int used, out ReadOnlySpan<byte> body)
    {
        used = 0;
        body = default;
        while (body.IsEmpty && used < piece.Length && _stage < Stage.Complete)
        {
            if (_stage <= Stage.Trailer)
            {
                if (NextLine(piece, ref used, out ReadOnlySpan<byte> line))
                {
                    TakeLine(line);
                }
            }
            else
            {
                body = piece.Slice(used, (int)Math.Min(piece.Length - used, _left));
                used += body.Length;
                TakeBody(body.Length);
            }
        }

        Bytes += used;
        return _stage switch { Stage.Complete => HttpReading.Complete, Stage.Refused => HttpReading.Malformed, _ => HttpReading.NeedMore };
    }

    /// <summary>Nothing more comes: that ends an answer whose body goes up to there, and cuts off any other.</summary>
    public HttpReading End()
    {
        if (_stage == Stage.ToTheEnd)
        {
            _stage = Stage.Complete;
        }
        else if (_stage < Stage.Complete)
        {
            Refuse(HttpFault.Truncated, Bytes == 0 ? "it ended before a byte had come"
                : _stage <= Stage.Field ? "it ended within its head"
                : _stage == Stage.ByLength ? Text($"it ended {_left} bytes before the length that it announced")
                : "it ended between its chunks");
        }

        return _stage == Stage.Complete ? HttpReading.Complete : HttpReading.Malformed;
    }

    // A line without its end; false where that has not come.
    private bool NextLine(ReadOnlySpan<byte> piece, ref int used, out ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = piece[used..];
        int end = rest.IndexOf((byte)'\n');
        ReadOnlySpan<byte> part = end < 0 ? rest : rest[..(end + 1)];
        used += part.Length;
        _lineBytes += part.Length;
        line = default;
        bool isOfChunk = _stage is Stage.ChunkSize or Stage.ChunkEnd;
        if (isOfChunk ? _kept + part.Length > MostChunkLine : _lineBytes > MostHeadBytes)
        {
            Refuse(HttpFault.Malformed, isOfChunk ? "a chunk's head is too long" : Text($"its head is longer than {MostHeadBytes} bytes"));
            return false;
        }

        if (end < 0 || _kept > 0)
        {
            Keep(part);
            if (end < 0)
            {
                return false;
            }

            part = _line.AsSpan(0, _kept);
            _kept = 0;
        }

        if (part.Length < 2 || part[^2] != '\r')
        {
            Refuse(HttpFault.Malformed, "a line of it does not end as lines of HTTP do");
            return false;
        }

        line = part[..^2];
        return true;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_line.Length < _kept + part.Length)
        {
            Array.Resize(ref _line, Math.Max(2 * _line.Length, Math.Max(256, _kept + part.Length)));
        }

        part.CopyTo(_line.AsSpan(_kept));
        _kept += part.Length;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        string? problem = null;
        switch (_stage)
        {
            case Stage.Status:
                problem = _head.TakeStatus(line);
                _stage = Stage.Field;
                break;
            case Stage.Field when line.IsEmpty:
                TakeEndOfHead();
                break;
            case Stage.Field:
                problem = _head.TakeField(line);
                break;
            case Stage.ChunkSize:
                problem = TakeChunkSize(line);
                break;
            case Stage.ChunkEnd:
                problem = line.IsEmpty ? null : "a chunk does not end where it should";
                _stage = Stage.ChunkSize;
                break;
            case Stage.Trailer when line.IsEmpty: // fields may follow the last chunk; only their end matters
                Complete(_head.KeepsOpen);
                break;
        }

        if (problem is not null)
        {
            Refuse(HttpFault.Malformed, problem);
        }
    }

    private void TakeEndOfHead()
    {
        int status = _head.Status;
        if (status is >= 100 and < 200 and not 101)
        {
            _head.Clear(); // an interim answer: the one that counts comes after it
            _stage = Stage.Status;
        }
        else if (_isHead || status is 101 or 204 or 304)
        {
            // Without a body, whatever the head says of its length (RFC 9112 section 6.3). After 101 the connection speaks something else.
            Complete(_head.KeepsOpen && status != 101);
        }
        else if (_head.IsChunked)
        {
            _stage = Stage.ChunkSize;
        }
        else if (_head.Length is { } length)
        {
            (_left, _stage) = (length, Stage.ByLength);
            if (length > mostBytes)
            {
                Refuse(HttpFault.TooLarge, Text($"it announces {length} bytes; {mostBytes} are taken"));
            }
            else if (length == 0)
            {
                Complete(_head.KeepsOpen);
            }
        }
        else
        {
            (_left, _stage) = (mostBytes + 1, Stage.ToTheEnd);
        }
    }

    private string? TakeChunkSize(ReadOnlySpan<byte> line)
    {
        int semicolon = line.IndexOf((byte)';'); // extensions mean nothing here
        ReadOnlySpan<byte> digits = (semicolon < 0 ? line : line[..semicolon]).Trim(" \t"u8);
        long size = digits.Length is 0 or > 15 ? -1 : 0;
        foreach (byte digit in digits)
        {
            int value = digit is >= (byte)'0' and <= (byte)'9' ? digit - '0' : (digit | 0x20) is >= 'a' and <= 'f' ? (digit | 0x20) - 'a' + 10 : -1;
            size = value < 0 || size < 0 ? -1 : (size * 16) + value;
        }

        if (size < 0)
        {
            return "a chunk's length is no number";
        }

        if (size > mostBytes - BodyBytes)
        {
            Refuse(HttpFault.TooLarge, Text($"a chunk of {size} bytes is announced after {BodyBytes}; {mostBytes} are taken"));
            return null;
        }

        (_left, _stage, _lineBytes) = (size, size == 0 ? Stage.Trailer : Stage.Chunk, 0);
        return null;
    }

    private void TakeBody(int count)
    {
        BodyBytes += count;
        _left -= count;
        if (_left > 0)
        {
            return;
        }

        switch (_stage)
        {
            case Stage.Chunk:
                _stage = Stage.ChunkEnd;
                break;
            case Stage.ByLength:
                Complete(_head.KeepsOpen);
                break;
            default:
                Refuse(HttpFault.TooLarge, Text($"it is longer than {mostBytes} bytes"));
                break;
        }
    }

    private void Complete(bool canGoOn) => (_stage, CanGoOn) = (Stage.Complete, canGoOn);

    private void Refuse(HttpFault fault, string problem) => (_stage, Fault, Problem) = (Stage.Refused, fault, problem);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Lines, then bodies, then ends: their order is used.
    private enum Stage
    {
        Status,
        Field,
        ChunkSize,
        ChunkEnd,
        Trailer,
        Chunk,
        ByLength,
        ToTheEnd,
        Complete,
        Refused,
    }
}
