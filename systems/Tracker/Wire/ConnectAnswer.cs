using System.Buffers.Binary;

namespace Millrace.Tracker.Wire;

/// <summary>The answer to a connect (BEP 15), 16 bytes: head 8, connection id 8.</summary>
public static class ConnectAnswer
{
    /// <summary>Writes 16 bytes and returns their number.</summary>
    public static int Write(Span<byte> datagram, uint transactionId, ulong connectionId)
    {
        _ = new AnswerHead(TrackerAction.Connect, transactionId).Write(datagram);
        BinaryPrimitives.WriteUInt64BigEndian(datagram[8..], connectionId);
        return TrackerProtocol.ConnectAnswerBytes;
    }

    /// <summary>Reads the connection id; false where the datagram is too short. The head has been read and judged before.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out ulong connectionId)
    {
        bool ok = datagram.Length >= TrackerProtocol.ConnectAnswerBytes;
        connectionId = ok ? BinaryPrimitives.ReadUInt64BigEndian(datagram[8..]) : 0;
        return ok;
    }
}
