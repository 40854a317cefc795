using System.Buffers.Binary;

namespace Millrace.Tracker.Wire;

/// <summary>The 20 bytes that a client calls itself by.</summary>
public readonly record struct PeerId(ulong A, ulong B, uint C)
{
    /// <summary>Reads the first 20 bytes.</summary>
    public static PeerId Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));

    /// <summary>Writes its 20 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], B);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], C);
    }
}
