using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Millrace.WebSockets.Frames;

/// <summary>The header of one frame, RFC 6455 section 5.2.</summary>
/// <remarks>
/// <code>
/// byte 0   FIN | RSV1 RSV2 RSV3 | opcode(4)
/// byte 1   MASK | length(7): 0-125 itself, 126: u16 follows, 127: u64 follows (big-endian, top bit 0, shortest form only)
/// then     [length u16 | u64] [masking key, 4 bytes where MASK] payload
/// </code>
/// </remarks>
internal readonly record struct FrameHeader(bool Fin, bool Rsv1, Opcode Opcode, bool Masked, uint Key, long PayloadLength, int Size)
{
    /// <summary>Longest header: 2 + 8 + 4 bytes.</summary>
    public const int MaxSize = 14;

    /// <summary>Largest payload of a control frame, in bytes.</summary>
    public const int MaxControlPayload = 125;

    public bool IsControl => ((byte)Opcode & 8) != 0;

    /// <summary>Bytes of header and payload.</summary>
    public long FrameLength => Size + PayloadLength;

    /// <summary>Reads a header. A rule is reported broken as soon as the byte that breaks it is there.</summary>
    public static FrameParse Parse(ReadOnlySpan<byte> bytes, bool expectMask, bool allowRsv1, out FrameHeader header, out Violation violation)
    {
        header = default;
        violation = default;
        if (bytes.IsEmpty)
        {
            return FrameParse.Incomplete;
        }

        byte first = bytes[0];
        var opcode = (Opcode)(first & 0x0F);
        bool fin = (first & 0x80) != 0, rsv1 = (first & 0x40) != 0, control = (first & 8) != 0;
        if ((first & 0x30) != 0 || (rsv1 && (!allowRsv1 || control || opcode == Opcode.Continuation)))
        {
            return Broken("reserved bits are set without an extension that gives them a meaning", out violation);
        }

        if ((first & 0x07) > 2)
        {
            return Broken("reserved opcode", out violation);
        }

        if (control && !fin)
        {
            return Broken("a control frame must not be fragmented", out violation);
        }

        if (bytes.Length < 2)
        {
            return FrameParse.Incomplete;
        }

        byte second = bytes[1];
        bool masked = (second & 0x80) != 0;
        int shortLength = second & 0x7F;
        if (masked != expectMask)
        {
            return Broken(expectMask ? "a client's frames must be masked" : "a server's frames must not be masked", out violation);
        }

        if (control && shortLength > MaxControlPayload)
        {
            return Broken("a control frame carries at most 125 bytes", out violation);
        }

        return ParseLength(bytes, new FrameHeader(fin, rsv1, opcode, masked, 0, shortLength, 2), out header, out violation);
    }

    /// <summary>Reads a header that this process wrote itself.</summary>
    public static FrameHeader ParseOwn(ReadOnlySpan<byte> bytes)
    {
        if (Parse(bytes, (bytes[1] & 0x80) != 0, allowRsv1: true, out FrameHeader header, out Violation violation) != FrameParse.Header)
        {
            throw new InvalidOperationException("The send queue holds a frame that is none: " + violation.Reason);
        }

        return header;
    }

    /// <summary>Bytes that a frame of this payload takes on the wire.</summary>
    public static long LengthOf(long payloadLength, bool masked) =>
        payloadLength + 2 + (payloadLength <= 125 ? 0 : payloadLength <= ushort.MaxValue ? 2 : 8) + (masked ? 4 : 0);

    /// <summary>Writes a header and returns its length; <paramref name="destination"/> holds <see cref="MaxSize"/> bytes or just enough.</summary>
    public static int Write(Span<byte> destination, Opcode opcode, long payloadLength, uint? key, bool fin = true, bool rsv1 = false)
    {
        destination[0] = (byte)((fin ? 0x80 : 0) | (rsv1 ? 0x40 : 0) | (byte)opcode);
        int size = 2;
        byte mask = (byte)(key is null ? 0 : 0x80);
        if (payloadLength <= 125)
        {
            destination[1] = (byte)(mask | (byte)payloadLength);
        }
        else if (payloadLength <= ushort.MaxValue)
        {
            destination[1] = (byte)(mask | 126);
            BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)payloadLength);
            size = 4;
        }
        else
        {
            destination[1] = (byte)(mask | 127);
            BinaryPrimitives.WriteUInt64BigEndian(destination[2..], (ulong)payloadLength);
            size = 10;
        }

        if (key is { } value)
        {
            MemoryMarshal.Write(destination[size..], in value);
            size += 4;
        }

        return size;
    }

    private static FrameParse ParseLength(ReadOnlySpan<byte> bytes, FrameHeader start, out FrameHeader header, out Violation violation)
    {
        header = default;
        violation = default;
        int size = start.PayloadLength switch { 126 => 4, 127 => 10, _ => 2 };
        long length = start.PayloadLength;
        if (bytes.Length < size)
        {
            return FrameParse.Incomplete;
        }

        if (size == 4)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        }
        else if (size == 10)
        {
            length = BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        }

        if (length < 0)
        {
            return Broken("the top bit of a 64-bit length must be 0", out violation);
        }

        if ((size == 4 && length < 126) || (size == 10 && length <= ushort.MaxValue))
        {
            return Broken("a length must use its shortest form", out violation);
        }

        uint key = 0;
        if (start.Masked)
        {
            if (bytes.Length < size + 4)
            {
                return FrameParse.Incomplete;
            }

            key = MemoryMarshal.Read<uint>(bytes[size..]);
            size += 4;
        }

        header = start with { Key = key, PayloadLength = length, Size = size };
        return FrameParse.Header;
    }

    private static FrameParse Broken(string reason, out Violation violation)
    {
        violation = Violation.Protocol(reason);
        return FrameParse.Violation;
    }
}
