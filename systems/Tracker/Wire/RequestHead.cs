using System.Buffers.Binary;

namespace Millrace.Tracker.Wire;

/// <summary>What every request begins with (BEP 15): connection id 8 bytes (<see cref="TrackerProtocol.ProtocolId"/> in a connect), action 4, transaction id 4.</summary>
public readonly record struct RequestHead(ulong ConnectionId, TrackerAction Action, uint TransactionId)
{
    /// <summary>Reads the first 16 bytes; false where there are fewer.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out RequestHead head)
    {
        if (datagram.Length < TrackerProtocol.RequestHeadBytes)
        {
            head = default;
            return false;
        }

        head = new(
            BinaryPrimitives.ReadUInt64BigEndian(datagram), (TrackerAction)BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]), BinaryPrimitives.ReadUInt32BigEndian(datagram[12..]));
        return true;
    }

    /// <summary>Writes 16 bytes: a whole connect request, or the start of another. Returns their number.</summary>
    public int Write(Span<byte> datagram)
    {
        BinaryPrimitives.WriteUInt64BigEndian(datagram, ConnectionId);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[8..], (uint)Action);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[12..], TransactionId);
        return TrackerProtocol.RequestHeadBytes;
    }

    /// <summary>A connect request.</summary>
    public static RequestHead Connect(uint transactionId) => new(TrackerProtocol.ProtocolId, TrackerAction.Connect, transactionId);
}
