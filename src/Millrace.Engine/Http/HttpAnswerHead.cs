using System.Buffers.Text;
using System.Text;

namespace Millrace.Engine.Http;

/// <summary>What the head of an HTTP answer says that matters to who wants what it heads.</summary>
internal sealed class HttpAnswerHead
{
    private readonly List<string> _cookies = [];

    public int Status { get; private set; }

    /// <summary>Bytes of the body; null where that is not said.</summary>
    public long? Length { get; private set; }

    public bool IsChunked { get; private set; }

    public bool KeepsOpen { get; private set; } = true;

    /// <summary>As a request's Cookie field has them.</summary>
    public string Cookies => string.Join("; ", _cookies);

    /// <summary>Reads a head without the empty line after it. False, with what is wrong, where it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out HttpAnswerHead? head, out string? problem)
    {
        head = new HttpAnswerHead();
        problem = head.ReadStatus(bytes[..End(bytes)]) ? null : "it does not begin as HTTP/1.1 does";
        while (problem is null && End(bytes) < bytes.Length)
        {
            bytes = bytes[(End(bytes) + 2)..];
            ReadOnlySpan<byte> line = bytes[..End(bytes)];
            int colon = line.IndexOf((byte)':');
            problem = colon < 1 ? "a line of its head is no field" : head.Field(line[..colon], line[(colon + 1)..].Trim(" \t"u8));
        }

        head = problem is null ? head : null;
        return problem is null;
    }

    private static int End(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\r\n"u8) is >= 0 and var at ? at : bytes.Length;

    // HTTP/1.1 200 OK
    private bool ReadStatus(ReadOnlySpan<byte> line)
    {
        if (line.Length < 12 || !(line.StartsWith("HTTP/1.1 "u8) || line.StartsWith("HTTP/1.0 "u8)) || !Utf8Parser.TryParse(line[9..12], out int status, out int used) || used != 3 || status < 100)
        {
            return false;
        }

        Status = status;
        KeepsOpen = line[7] == '1';
        return line.Length == 12 || line[12] == ' ';
    }

    private string? Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
        {
            if (!Utf8Parser.TryParse(value, out long length, out int used) || used != value.Length || length < 0 || (Length is { } earlier && earlier != length))
            {
                return "its Content-Length is no length";
            }

            Length = length;
        }
        else if (Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
        {
            IsChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
            return IsChunked ? null : "its Transfer-Encoding is not chunked";
        }
        else if (Ascii.EqualsIgnoreCase(name, "Connection"u8))
        {
            KeepsOpen = KeepsOpen && !Ascii.EqualsIgnoreCase(value, "close"u8);
        }
        else if (Ascii.EqualsIgnoreCase(name, "Set-Cookie"u8))
        {
            int end = value.IndexOf((byte)';');
            ReadOnlySpan<byte> pair = (end < 0 ? value : value[..end]).Trim(" \t"u8);
            // What goes into a field of our own must not break it open.
            if (pair.IndexOf((byte)'=') > 0 && !pair.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E))
            {
                _cookies.Add(Encoding.ASCII.GetString(pair));
            }
        }

        return null;
    }
}
