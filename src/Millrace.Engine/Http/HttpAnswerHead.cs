using System.Text;

namespace Millrace.Engine.Http;

/// <summary>What the head of an HTTP answer says that matters to who wants what it heads. Read line by line; used again for the next answer.</summary>
internal sealed class HttpAnswerHead
{
    private readonly List<string> _cookies = [];
    private bool _isOld;
    private bool _closes;
    private bool _keepsAlive;

    public int Status { get; private set; }

    /// <summary>Bytes of the body; null where that is not said.</summary>
    public long? Length { get; private set; }

    public bool IsChunked { get; private set; }

    /// <summary>
    /// Whether the server leaves the connection open: HTTP/1.1 does unless it says otherwise, HTTP/1.0 only where it says so. One that names both a length and chunks may
    /// be understood in two ways, so nothing is asked after it (RFC 9112 section 6.1).
    /// </summary>
    public bool KeepsOpen => !_closes && (_isOld ? _keepsAlive && !IsChunked : !(IsChunked && Length is not null));

    /// <summary>As a request's Cookie field has them.</summary>
    public string Cookies => string.Join("; ", _cookies);

    /// <summary>Forgets the last answer.</summary>
    public void Clear()
    {
        (Status, Length, IsChunked, _isOld, _closes, _keepsAlive) = (0, null, false, false, false, false);
        _cookies.Clear();
    }

    /// <summary>Takes the first line, such as <c>HTTP/1.1 200 OK</c>; what is wrong with it, or null.</summary>
    public string? TakeStatus(ReadOnlySpan<byte> line)
    {
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || line[7] is not ((byte)'0' or (byte)'1') || line[8] != ' ' || (line.Length > 12 && line[12] != ' '))
        {
            return "it does not begin as HTTP/1.1 does";
        }

        int status = 0;
        foreach (byte digit in line[9..12])
        {
            status = digit is >= (byte)'0' and <= (byte)'9' ? (status * 10) + (digit - '0') : -1000;
        }

        if (status is < 100 or > 599)
        {
            return "its status is none";
        }

        (Status, _isOld) = (status, line[7] == '0');
        return null;
    }

    /// <summary>Takes a line after the first; what is wrong with it, or null.</summary>
    public string? TakeField(ReadOnlySpan<byte> line)
    {
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            return null; // a value that goes on (RFC 9112 section 5.2); none that matters here ever does
        }

        int colon = line.IndexOf((byte)':');
        if (colon < 1)
        {
            return "a line of its head is no field";
        }

        // By length first: most fields are none of ours.
        ReadOnlySpan<byte> name = line[..colon];
        switch (colon)
        {
            case 14 when Ascii.EqualsIgnoreCase(name, "Content-Length"u8):
                return TakeLength(Value(line, colon));
            case 17 when Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8):
                ReadOnlySpan<byte> codings = Value(line, colon);
                IsChunked = Ascii.EqualsIgnoreCase(codings[(codings.LastIndexOf((byte)',') + 1)..].Trim(" \t"u8), "chunked"u8);
                return IsChunked ? null : "its Transfer-Encoding does not end in chunked";
            case 10 when Ascii.EqualsIgnoreCase(name, "Connection"u8):
                TakeConnection(Value(line, colon));
                return null;
            case 10 when Ascii.EqualsIgnoreCase(name, "Set-Cookie"u8):
                TakeCookie(Value(line, colon));
                return null;
            default:
                return null;
        }
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, int colon) => line[(colon + 1)..].Trim(" \t"u8);

    private string? TakeLength(ReadOnlySpan<byte> value)
    {
        long length = 0;
        foreach (byte digit in value)
        {
            length = digit is >= (byte)'0' and <= (byte)'9' && length is >= 0 and < long.MaxValue / 100 ? (length * 10) + (digit - '0') : -1;
        }

        if (value.IsEmpty || length < 0 || (Length is { } earlier && earlier != length))
        {
            return "its Content-Length is no length";
        }

        Length = length;
        return null;
    }

    private void TakeConnection(ReadOnlySpan<byte> value)
    {
        while (!value.IsEmpty)
        {
            int comma = value.IndexOf((byte)',');
            ReadOnlySpan<byte> word = (comma < 0 ? value : value[..comma]).Trim(" \t"u8);
            _closes |= Ascii.EqualsIgnoreCase(word, "close"u8);
            _keepsAlive |= Ascii.EqualsIgnoreCase(word, "keep-alive"u8);
            value = comma < 0 ? default : value[(comma + 1)..];
        }
    }

    private void TakeCookie(ReadOnlySpan<byte> value)
    {
        int end = value.IndexOf((byte)';');
        ReadOnlySpan<byte> pair = (end < 0 ? value : value[..end]).Trim(" \t"u8);
        // What goes into a field of our own must not break it open.
        if (KeepsCookies && pair.IndexOf((byte)'=') > 0 && !pair.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
        {
            _cookies.Add(Encoding.ASCII.GetString(pair));
        }
    }

    /// <summary>Whether cookies are kept: a load that sends none has no use for them.</summary>
    public bool KeepsCookies { get; set; }
}
