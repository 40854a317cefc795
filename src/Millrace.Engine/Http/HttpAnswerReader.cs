using System.Buffers.Text;
using System.Globalization;

namespace Millrace.Engine.Http;

/// <summary>
/// Reads an HTTP/1.1 answer (RFC 9112) out of the bytes that have come so far: a status line, fields, then a body by Content-Length, in chunks, or up to the end of the
/// connection. Only what a client of a load needs, and bounded: whatever is longer or not of this form is malformed. Pure.
/// </summary>
public static class HttpAnswerReader
{
    /// <summary>The longest head, in bytes.</summary>
    public const int MostHeadBytes = 32 * 1024;

    /// <summary>The longest answer, in bytes: a page of 10,000 items is below 1 MiB.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>Reads from the beginning of an answer.</summary>
    /// <param name="received">Everything that has come so far.</param>
    /// <param name="hasEnded">Whether nothing more comes.</param>
    /// <param name="answer">The answer where it is there, else null.</param>
    /// <param name="problem">What is wrong where it is malformed, else null.</param>
    public static HttpReading Read(ReadOnlySpan<byte> received, bool hasEnded, out HttpAnswer? answer, out string? problem)
    {
        answer = null;
        int headEnd = received.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0 || headEnd > MostHeadBytes)
        {
            return received.Length > MostHeadBytes ? Malformed($"its head is longer than {MostHeadBytes} bytes", out problem)
                : hasEnded ? Malformed(received.IsEmpty ? "it ended before a byte had come" : "it ended within its head", out problem)
                : More(out problem);
        }

        if (!HttpAnswerHead.TryRead(received[..headEnd], out HttpAnswerHead? head, out problem))
        {
            return HttpReading.Malformed;
        }

        ReadOnlySpan<byte> body = received[(headEnd + 4)..];
        if (head!.IsChunked && head.Status is not (204 or 304))
        {
            return Chunks(head, body, received.Length, hasEnded, out answer, out problem);
        }

        if (head.Status is 204 or 304)
        {
            // Without a body, whatever the head says of its length (RFC 9110 section 6.4.1).
            return body.IsEmpty ? Complete(head, body, head.KeepsOpen, received.Length, out answer, out problem) : Malformed("it has a body that its status must not have", out problem);
        }

        if (head.Length is { } length)
        {
            return length > MostBytes ? Malformed($"it announces {length} bytes; {MostBytes} are taken", out problem)
                : body.Length > length ? Malformed("more bytes came than it announced", out problem)
                : body.Length == length ? Complete(head, body, head.KeepsOpen, received.Length, out answer, out problem)
                : hasEnded ? Malformed($"it ended after {body.Length} of {length} bytes", out problem)
                : More(out problem);
        }

        return body.Length > MostBytes ? Malformed($"it is longer than {MostBytes} bytes", out problem)
            : hasEnded ? Complete(head, body, false, received.Length, out answer, out problem)
            : More(out problem);
    }

    private static HttpReading Chunks(HttpAnswerHead head, ReadOnlySpan<byte> body, int bytes, bool hasEnded, out HttpAnswer? answer, out string? problem)
    {
        answer = null;
        if (body.Length > MostBytes)
        {
            return Malformed($"it is longer than {MostBytes} bytes", out problem);
        }

        byte[] whole = new byte[body.Length];
        int filled = 0;
        while (true)
        {
            int lineEnd = body.IndexOf("\r\n"u8);
            if (lineEnd < 0)
            {
                return body.Length > 1024 ? Malformed("a chunk's head is too long", out problem) : hasEnded ? Malformed("it ended between its chunks", out problem) : More(out problem);
            }

            ReadOnlySpan<byte> line = body[..lineEnd];
            int semicolon = line.IndexOf((byte)';'); // extensions mean nothing here
            ReadOnlySpan<byte> size = (semicolon < 0 ? line : line[..semicolon]).Trim((byte)' ');
            if (size.Length is 0 or > 8 || !Utf8Parser.TryParse(size, out int length, out int used, 'x') || used != size.Length || length < 0)
            {
                return Malformed("a chunk's length is no number", out problem);
            }

            body = body[(lineEnd + 2)..];
            if (length == 0)
            {
                return LastChunk(head, body, whole.AsSpan(0, filled), bytes, hasEnded, out answer, out problem);
            }

            if (body.Length < (long)length + 2)
            {
                return length > MostBytes ? Malformed($"a chunk of {length} bytes is announced; {MostBytes} are taken", out problem)
                    : hasEnded ? Malformed("it ended within a chunk", out problem)
                    : More(out problem);
            }

            if (!body.Slice(length, 2).SequenceEqual("\r\n"u8))
            {
                return Malformed("a chunk does not end where it should", out problem);
            }

            body[..length].CopyTo(whole.AsSpan(filled));
            filled += length;
            body = body[(length + 2)..];
        }
    }

    // Fields may follow the last chunk; only their end matters.
    private static HttpReading LastChunk(HttpAnswerHead head, ReadOnlySpan<byte> rest, ReadOnlySpan<byte> whole, int bytes, bool hasEnded, out HttpAnswer? answer, out string? problem)
    {
        answer = null;
        int end = rest.StartsWith("\r\n"u8) ? 2 : rest.IndexOf("\r\n\r\n"u8) + 4;
        if (end < 4 && !rest.StartsWith("\r\n"u8))
        {
            return rest.Length > MostHeadBytes ? Malformed("what follows its last chunk is too long", out problem)
                : hasEnded ? Malformed("it ended within its last chunk", out problem)
                : More(out problem);
        }

        return rest.Length > end ? Malformed("bytes came after its end", out problem) : Complete(head, whole, head.KeepsOpen, bytes, out answer, out problem);
    }

    private static HttpReading Complete(HttpAnswerHead head, ReadOnlySpan<byte> body, bool canGoOn, int bytes, out HttpAnswer? answer, out string? problem)
    {
        problem = null;
        answer = new HttpAnswer(head.Status, head.Cookies, body.ToArray(), canGoOn, bytes);
        return HttpReading.Complete;
    }

    private static HttpReading More(out string? problem)
    {
        problem = null;
        return HttpReading.NeedMore;
    }

    private static HttpReading Malformed(FormattableString what, out string? problem) => Malformed(what.ToString(CultureInfo.InvariantCulture), out problem);

    private static HttpReading Malformed(string what, out string? problem)
    {
        problem = what;
        return HttpReading.Malformed;
    }
}
