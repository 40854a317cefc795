using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Millrace.Tracker.Host.Snapshots;

/// <summary>The first 64 bytes of a file: <see cref="SnapshotFormat"/>.</summary>
/// <param name="Written">When it was written, by the wall clock, in whole seconds.</param>
/// <param name="Length">The whole file's bytes.</param>
internal readonly record struct SnapshotHead(DateTimeOffset Written, long Length)
{
    /// <summary>Writes the head over a body that has been hashed.</summary>
    public void Write(Span<byte> head, IncrementalHash body)
    {
        head.Clear();
        SnapshotFormat.Magic.CopyTo(head);
        BinaryPrimitives.WriteUInt32BigEndian(head[8..], SnapshotFormat.Version);
        BinaryPrimitives.WriteInt64BigEndian(head[16..], Written.ToUnixTimeSeconds());
        BinaryPrimitives.WriteInt64BigEndian(head[24..], Length);
        body.AppendData(head[..SnapshotFormat.CheckedHeadBytes]);
        _ = body.GetHashAndReset(head[SnapshotFormat.CheckedHeadBytes..]);
    }

    /// <summary>Reads a head; null and what is wrong with it where it is none.</summary>
    public static SnapshotHead? Read(ReadOnlySpan<byte> head, out string wrong)
    {
        wrong = "";
        if (!head.StartsWith(SnapshotFormat.Magic))
        {
            wrong = "is no swarm snapshot: it does not begin as one";
            return null;
        }

        uint version = BinaryPrimitives.ReadUInt32BigEndian(head[8..]);
        long seconds = BinaryPrimitives.ReadInt64BigEndian(head[16..]);
        if (version != SnapshotFormat.Version)
        {
            wrong = $"is a swarm snapshot of version {version}, and this program reads version {SnapshotFormat.Version}";
            return null;
        }

        if (seconds < 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            wrong = "is damaged: the time in its head is none";
            return null;
        }

        return new(DateTimeOffset.FromUnixTimeSeconds(seconds), BinaryPrimitives.ReadInt64BigEndian(head[24..]));
    }
}
