using System.Text;

namespace Millrace.Gateway.Load.Rooms;

/// <summary>
/// The text of every message to a room, stamped in place: which room, which message of that room, and when it was due. ASCII that is valid
/// JSON and of one length, so that every member can check its copy byte by byte.
/// </summary>
/// <remarks>
/// <code>
/// {"m":"00000100000000a20000f9b1c2d3e4f5","d":"kq3x..."}
///       6     12        22               38  45      ^ -2
///       room  sequence  due, in ticks
/// </code>
/// </remarks>
internal sealed class RoomPayload
{
    /// <summary>The least a message can weigh, in bytes: everything but the filler.</summary>
    public const int MinBytes = 47;

    private const int RoomAt = 6;
    private const int SequenceAt = 12;
    private const int DueAt = 22;
    private const int End = 38;

    private readonly byte[] _bytes;

    public RoomPayload(int length, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, MinBytes);
        _bytes = new byte[length];
        Encoding.ASCII.GetBytes("{\"m\":\"00000000000000000000000000000000\",\"d\":\"", _bytes);
        Filler.Write(_bytes.AsSpan((MinBytes - 2)..^2), seed);
        "\"}"u8.CopyTo(_bytes.AsSpan(length - 2));
    }

    public int Length => _bytes.Length;

    /// <summary>A message of a room; valid until the next one is stamped.</summary>
    public ReadOnlyMemory<byte> Stamp(int room, long sequence, long due)
    {
        HexField.Write(_bytes.AsSpan(RoomAt..SequenceAt), (ulong)(uint)room);
        HexField.Write(_bytes.AsSpan(SequenceAt..DueAt), (ulong)sequence);
        HexField.Write(_bytes.AsSpan(DueAt..End), (ulong)due);
        return _bytes;
    }

    /// <summary>Reads which message of which room it is and when it was due; false where it is no message of ours.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out int room, out long sequence, out long due)
    {
        room = 0;
        sequence = 0;
        due = 0;
        if (message.Length < MinBytes
            || !HexField.TryParse(message[RoomAt..SequenceAt], out ulong where)
            || !HexField.TryParse(message[SequenceAt..DueAt], out ulong number)
            || !HexField.TryParse(message[DueAt..End], out ulong when))
        {
            return false;
        }

        room = (int)where;
        sequence = (long)number;
        due = unchecked((long)when);
        return true;
    }

    /// <summary>True where a message is one of this run, but for its stamps.</summary>
    public bool Matches(ReadOnlySpan<byte> message) =>
        message.Length == _bytes.Length
        && message[..RoomAt].SequenceEqual(_bytes.AsSpan(0, RoomAt))
        && message[End..].SequenceEqual(_bytes.AsSpan(End));
}
