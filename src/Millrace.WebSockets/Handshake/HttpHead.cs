using System.Text;

namespace Millrace.WebSockets.Handshake;

/// <summary>The head of an HTTP/1.1 message, RFC 9112 sections 2 to 5, read strictly.</summary>
/// <remarks>
/// <code>
/// start-line CRLF  *( field-name ":" OWS field-value OWS CRLF )  CRLF
/// </code>
/// What lets two parsers disagree is refused: bare LF or CR, NUL and other control characters, folded lines, blanks before
/// the colon, blank lines in front.
/// </remarks>
internal sealed class HttpHead
{
    private HttpHead(string startLine, HttpFields fields)
    {
        StartLine = startLine;
        Fields = fields;
    }

    public string StartLine { get; }

    public HttpFields Fields { get; }

    /// <summary>Reads a head from the front of <paramref name="bytes"/>; <paramref name="size"/> is its length with the blank line.</summary>
    public static HeadParse Parse(ReadOnlySpan<byte> bytes, HeadLimits limits, out HttpHead? head, out int size, out Refusal? refusal)
    {
        head = null;
        refusal = null;
        size = bytes.IndexOf("\r\n\r\n"u8) + 4;
        ReadOnlySpan<byte> text = size > 3 ? bytes[..size] : bytes;
        if (text.Length > limits.Bytes)
        {
            bool isTarget = text[..limits.Bytes].IndexOf((byte)'\n') < 0;
            refusal = isTarget
                ? new Refusal(414, "The request target is too long.")
                : new Refusal(431, $"The request head is larger than {limits.Bytes} bytes.");
            return HeadParse.Refused;
        }

        refusal = CheckBytes(text);
        if (refusal is not null)
        {
            return HeadParse.Refused;
        }

        if (size <= 3)
        {
            return HeadParse.Incomplete;
        }

        return ParseLines(Encoding.Latin1.GetString(text[..^4]), limits, out head, out refusal);
    }

    private static Refusal? CheckBytes(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("\n"u8) || text.StartsWith("\r"u8))
        {
            return Refusal.Bad("The request begins with a blank line.");
        }

        for (int at = 0; at < text.Length;)
        {
            int next = text[at..].IndexOfAnyInRange((byte)0, (byte)31);
            if (next < 0)
            {
                break;
            }

            at += next;
            if (text[at] == '\t')
            {
                at++;
            }
            else if (text[at] == '\r' && (at + 1 == text.Length || text[at + 1] == '\n'))
            {
                at += 2;
            }
            else
            {
                return Refusal.Bad("The request head holds a control character or a line end that is not CR LF.");
            }
        }

        return text.Contains((byte)0x7F) ? Refusal.Bad("The request head holds a control character.") : null;
    }

    private static HeadParse ParseLines(string text, HeadLimits limits, out HttpHead? head, out Refusal? refusal)
    {
        head = null;
        string[] lines = text.Split("\r\n");
        if (lines.Length - 1 > limits.Fields)
        {
            refusal = new Refusal(431, $"The request has more than {limits.Fields} header fields.");
            return HeadParse.Refused;
        }

        var fields = new HttpFields();
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.StartsWith(' ') || line.StartsWith('\t'))
            {
                refusal = Refusal.Bad("A header field is folded over two lines.");
                return HeadParse.Refused;
            }

            if (colon < 0 || !HttpSyntax.IsToken(line.AsSpan(0, colon)))
            {
                refusal = Refusal.Bad("A header line is no 'Name: value'; the name takes no blanks.");
                return HeadParse.Refused;
            }

            fields.Add(line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
        }

        refusal = null;
        head = new HttpHead(lines[0], fields);
        return HeadParse.Head;
    }
}
