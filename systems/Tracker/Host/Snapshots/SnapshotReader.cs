using System.Buffers.Binary;
using System.Security.Cryptography;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Snapshots;

/// <summary>Reads a file twice: once to see that it is whole, once for what is in it.</summary>
internal sealed class SnapshotReader(string path, FileStream file)
{
    private const int Piece = 1 << 16;
    private readonly byte[] _bytes = new byte[SnapshotFormat.SwarmBytes];

    /// <summary>Looks the file through and gives its head.</summary>
    public SnapshotHead Check()
    {
        Span<byte> head = stackalloc byte[SnapshotFormat.HeadBytes];
        int got = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (got < head.Length)
        {
            throw Wrong(SnapshotFormat.Magic.StartsWith(head[..Math.Min(got, SnapshotFormat.Magic.Length)])
                ? $"is cut off: it has {got} bytes, less than a swarm snapshot's head"
                : "is no swarm snapshot: it does not begin as one");
        }

        SnapshotHead read = SnapshotHead.Read(head, out string wrong) ?? throw Wrong(wrong);
        if (read.Length != file.Length)
        {
            throw Wrong($"is {(file.Length < read.Length ? "cut off" : "damaged")}: it has {file.Length} bytes and should have {read.Length}");
        }

        if (!Checksum(head[..SnapshotFormat.CheckedHeadBytes]).AsSpan().SequenceEqual(head[SnapshotFormat.CheckedHeadBytes..]))
        {
            throw Wrong("is damaged: its content does not have the checksum of its head");
        }

        return read;
    }

    /// <summary>Takes over what is in it.</summary>
    public SnapshotResult Load(SnapshotHead head, SnapshotTarget target)
    {
        // Twice, so that a file whose checksum is right and whose content is not leaves nothing behind either.
        Walk(null);
        Walk(target);
        return target.Result with { Bytes = head.Length, Written = head.Written };
    }

    private void Walk(SnapshotTarget? target)
    {
        file.Position = SnapshotFormat.HeadBytes;
        Span<byte> peer = stackalloc byte[SnapshotFormat.PeerBytes(isIPv6: true)];
        while (true)
        {
            Span<byte> swarm = Take(_bytes.AsSpan(0, 1));
            byte family = swarm[0];
            if (family == SnapshotFormat.End)
            {
                break;
            }

            if (family is not (SnapshotFormat.IPv4 or SnapshotFormat.IPv6))
            {
                throw Wrong($"is damaged: at byte {file.Position - 1} a swarm has the family {family}, which is none");
            }

            swarm = Take(_bytes.AsSpan(1));
            uint completed = BinaryPrimitives.ReadUInt32BigEndian(swarm[20..]);
            uint leechers = BinaryPrimitives.ReadUInt32BigEndian(swarm[24..]);
            ulong peers = leechers + (ulong)BinaryPrimitives.ReadUInt32BigEndian(swarm[28..]);
            InfoHash hash = InfoHash.Read(swarm);
            bool isIPv6 = family == SnapshotFormat.IPv6;
            for (ulong n = 0; n < peers; n++)
            {
                Span<byte> record = Take(peer[..SnapshotFormat.PeerBytes(isIPv6)]);
                target?.Add(isIPv6, in hash, completed, isSeeder: n >= leechers, record);
            }

            target?.EndSwarm(isIPv6, in hash);
        }

        if (file.Position != file.Length)
        {
            throw Wrong($"is damaged: its swarms end at byte {file.Position}, and it goes on");
        }
    }

    private Span<byte> Take(Span<byte> into) => file.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length
        ? into
        : throw Wrong("is damaged: its last swarm is not whole");

    private byte[] Checksum(ReadOnlySpan<byte> head)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[Piece];
        int got;
        while ((got = file.Read(piece)) > 0)
        {
            hash.AppendData(piece, 0, got);
        }

        hash.AppendData(head);
        return hash.GetHashAndReset();
    }

    private SnapshotException Wrong(string what) => new(path, what);
}
