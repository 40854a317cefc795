using System.Buffers.Binary;

namespace Millrace.Tracker.Wire;

/// <summary>What every answer begins with (BEP 15): action 4 bytes, transaction id 4.</summary>
public readonly record struct AnswerHead(TrackerAction Action, uint TransactionId)
{
    /// <summary>Reads the first 8 bytes; false where there are fewer.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out AnswerHead head)
    {
        if (datagram.Length < TrackerProtocol.AnswerHeadBytes)
        {
            head = default;
            return false;
        }

        head = new((TrackerAction)BinaryPrimitives.ReadUInt32BigEndian(datagram), BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]));
        return true;
    }

    /// <summary>Writes 8 bytes and returns their number.</summary>
    public int Write(Span<byte> datagram)
    {
        BinaryPrimitives.WriteUInt32BigEndian(datagram, (uint)Action);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[4..], TransactionId);
        return TrackerProtocol.AnswerHeadBytes;
    }
}
