using System.Buffers.Binary;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Snapshots;

/// <summary>Takes over peers of a file into the tables, as old as they are by now.</summary>
internal sealed class SnapshotTarget(SwarmTable? ipv4, SwarmTable? ipv6, uint now, DateTimeOffset written, DateTimeOffset wallclock)
{
    private readonly long _since = Math.Max(0, (long)Math.Ceiling((wallclock - written).TotalSeconds));
    private SnapshotResult _result;
    private long _before;
    private (bool IsIPv6, InfoHash Hash)? _counted;

    /// <summary>What has been taken over.</summary>
    public SnapshotResult Result => _result;

    /// <summary>Takes over a peer, if it is not too old by now and there is room.</summary>
    public void Add(bool isIPv6, in InfoHash hash, uint completed, bool isSeeder, ReadOnlySpan<byte> peer)
    {
        SwarmTable? table = isIPv6 ? ipv6 : ipv4;
        PeerAddress address = isIPv6
            ? new(BinaryPrimitives.ReadUInt64BigEndian(peer), BinaryPrimitives.ReadUInt64BigEndian(peer[8..]), BinaryPrimitives.ReadUInt16BigEndian(peer[16..]))
            : PeerAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(peer), BinaryPrimitives.ReadUInt16BigEndian(peer[4..]));
        uint age = BinaryPrimitives.ReadUInt32BigEndian(peer[^4..]);
        RestoredPeer restored = new()
        {
            Address = address,
            IsSeeder = isSeeder,
            IsCounted = (age & SnapshotFormat.CountedBit) != 0,
            AgeSeconds = (age & ~SnapshotFormat.CountedBit) + _since,
            Completed = completed,
        };
        switch (table?.Restore(in hash, in restored, now))
        {
            case RestoreOutcome.Stored:
                _result = _result with { Peers = _result.Peers + 1 };
                break;
            case RestoreOutcome.TooOld:
                _result = _result with { TooOld = _result.TooOld + 1 };
                break;
            default:
                _result = _result with { Refused = _result.Refused + 1 };
                break;
        }
    }

    /// <summary>The next peer is of another swarm, or of the next piece of this one.</summary>
    public void EndSwarm(bool isIPv6, in InfoHash hash)
    {
        if (_result.Peers > _before && _counted != (isIPv6, hash))
        {
            _counted = (isIPv6, hash);
            _result = _result with { Swarms = _result.Swarms + 1 };
        }

        _before = _result.Peers;
    }
}
