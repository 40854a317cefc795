using System.Buffers.Binary;

namespace Millrace.Amqp.Load.Subject;

/// <summary>
/// The body of a message: whose it is and which. All numbers are little-endian.
/// <code>
///  0  int64  the run, drawn anew for each subject
///  8  int64  the message, counted from 0
/// 16  bytes  filler
/// </code>
/// </summary>
internal static class MessageBody
{
    public const int HeadBytes = 16;

    public static void Write(Span<byte> body, long run, long message)
    {
        BinaryPrimitives.WriteInt64LittleEndian(body, run);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], message);
    }

    /// <summary>The message's number, or null where it is not of this run.</summary>
    public static long? Read(ReadOnlySpan<byte> body, long run) =>
        body.Length < HeadBytes || BinaryPrimitives.ReadInt64LittleEndian(body) != run ? null : BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
}
