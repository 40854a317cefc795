using System.Buffers;
using System.Buffers.Binary;

namespace Millrace.Amqp.Wire;

// AMQP 0-9-1, section 4.2.3, general frame format:
//
//   0      1         3             7                 size+7     size+8
//   +------+---------+-------------+  +------------+  +-----------+
//   | type | channel |    size     |  |  payload   |  | end 0xCE  |
//   +------+---------+-------------+  +------------+  +-----------+
//    octet    short       long         size octets       octet

/// <summary>Finds frames in bytes as they came from the network, without copying them.</summary>
public static class FrameReader
{
    /// <summary>Looks at the first frame of <paramref name="bytes"/>. A size is judged as soon as it can be read, before its payload is waited for.</summary>
    /// <param name="bytes">What has arrived.</param>
    /// <param name="maxSize">The largest frame that was agreed, framing included; 0 for no limit.</param>
    /// <param name="frame">The frame, where it is complete.</param>
    public static FrameStatus Read(ReadOnlySpan<byte> bytes, int maxSize, out Frame frame)
    {
        frame = default;
        if (bytes.IsEmpty)
        {
            return FrameStatus.Incomplete;
        }

        if (bytes[0] is not ((>= 1 and <= 3) or 8))
        {
            return FrameStatus.BadKind;
        }

        if (bytes.Length < Frame.HeadSize)
        {
            return FrameStatus.Incomplete;
        }

        uint size = BinaryPrimitives.ReadUInt32BigEndian(bytes[3..]);
        if (size > (uint)int.MaxValue - Frame.Overhead || (maxSize > 0 && size > (uint)(maxSize - Frame.Overhead)))
        {
            return FrameStatus.TooLarge;
        }

        int end = Frame.HeadSize + (int)size;
        if (bytes.Length <= end)
        {
            return FrameStatus.Incomplete;
        }

        if (bytes[end] != Frame.End)
        {
            return FrameStatus.BadEnd;
        }

        frame = new Frame((FrameKind)bytes[0], BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]), bytes[Frame.HeadSize..end]);
        return FrameStatus.Complete;
    }

    /// <summary>
    /// The same over bytes in several pieces. Where one frame lies in one piece, nothing is copied; one that crosses pieces is put together in <paramref name="scratch"/>, which grows as
    /// far as <paramref name="maxSize"/> allows.
    /// </summary>
    public static FrameStatus Read(in ReadOnlySequence<byte> bytes, int maxSize, ref byte[] scratch, out Frame frame)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        if (bytes.IsSingleSegment)
        {
            return Read(bytes.FirstSpan, maxSize, out frame);
        }

        FrameStatus status = Read(bytes.FirstSpan, maxSize, out frame);
        if (status != FrameStatus.Incomplete)
        {
            return status;
        }

        if (scratch.Length < Frame.HeadSize)
        {
            scratch = new byte[Frame.HeadSize];
        }

        int have = (int)Math.Min(Frame.HeadSize, bytes.Length);
        bytes.Slice(0, have).CopyTo(scratch);
        if (have < Frame.HeadSize || (status = Read(scratch.AsSpan(0, have), maxSize, out frame)) != FrameStatus.Incomplete)
        {
            return status;
        }

        long size = BinaryPrimitives.ReadUInt32BigEndian(scratch.AsSpan(3)) + (long)Frame.Overhead;
        if (bytes.Length < size)
        {
            return FrameStatus.Incomplete;
        }

        if (scratch.Length < size)
        {
            scratch = new byte[size];
        }

        bytes.Slice(0, size).CopyTo(scratch);
        return Read(scratch.AsSpan(0, (int)size), maxSize, out frame);
    }
}
