using System.Buffers;
using Millrace.Engine.Http;

namespace Millrace.Engine.Tests.Http;

/// <summary>Reads an answer that has come in one piece or in several.</summary>
internal static class WholeAnswer
{
    public static HttpReading Read(ReadOnlySpan<byte> received, bool hasEnded, out HttpAnswer? answer, out string? problem) =>
        Read([received.ToArray()], hasEnded, out answer, out problem);

    public static HttpReading Read(IEnumerable<byte[]> pieces, bool hasEnded, out HttpAnswer? answer, out string? problem, bool isHead = false, long mostBytes = HttpAnswerReader.MostBytes)
    {
        var reader = new HttpAnswerReader(mostBytes);
        reader.Begin(isHead, keepsCookies: true);
        var body = new ArrayBufferWriter<byte>();
        HttpReading reading = HttpReading.NeedMore;
        problem = null;
        foreach (byte[] piece in pieces)
        {
            ReadOnlySpan<byte> rest = piece;
            while (reading == HttpReading.NeedMore && !rest.IsEmpty)
            {
                reading = reader.Read(rest, out int used, out ReadOnlySpan<byte> part);
                body.Write(part);
                rest = rest[used..];
            }

            if (reading == HttpReading.Complete && !rest.IsEmpty)
            {
                (reading, problem) = (HttpReading.Malformed, "bytes came after its end");
            }
        }

        reading = reading == HttpReading.NeedMore && hasEnded ? reader.End() : reading;
        problem ??= reader.Problem;
        answer = reading == HttpReading.Complete ? new HttpAnswer(reader.Status, reader.Cookies, body.WrittenMemory, reader.CanGoOn, (int)reader.Bytes) : null;
        return reading;
    }
}
