using System.Buffers.Binary;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Host.Swarms.Memory;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Swarms;

/// <summary>A table with fixed keys and chance, a clock that the test moves, and answers as sets.</summary>
internal sealed class SwarmFixture : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    public static readonly SipKey Key = new(3, 4);

    private SwarmRandom _random = new(1);

    public SwarmFixture(bool isIPv6 = false, SwarmLimits? limits = null, PageSource? pages = null) =>
        Table = new(limits ?? new(), isIPv6, Key, pages);

    public SwarmTable Table { get; }

    public uint Now { get; set; } = 1_000;

    /// <summary>Peers of the last answer, in their order.</summary>
    public List<PeerAddress> Peers { get; } = [];

    public SwarmTotals Totals => Table.Totals();

    public static InfoHash Hash(int n) => new((ulong)n, 0, 0);

    public PeerAddress Peer(int n) => Table.IsIPv6
        ? new(0x2001_0DB8_0000_0000, (ulong)n * 0x9E37_79B9_7F4A_7C15, (ushort)(n + 1))
        : PeerAddress.FromIPv4(0x0A00_0000 + (uint)n, (ushort)(n + 1));

    public SwarmAnswer Announce(int swarm, int peer, PeerRole role = PeerRole.Leecher, int wanted = 50, bool completed = false, int room = int.MaxValue)
    {
        SwarmAnswer answer = Table.Announce(
            Hash(swarm), Peer(peer), role, completed, wanted, Now, ref _random, _buffer.AsSpan(0, Math.Min(room, _buffer.Length)));
        Peers.Clear();
        int size = TrackerProtocol.PeerBytes(Table.IsIPv6);
        Assert.Equal(0, answer.PeerBytes % size);
        for (int at = 0; at < answer.PeerBytes; at += size)
        {
            Peers.Add(Read(_buffer.AsSpan(at, size)));
        }

        return answer;
    }

    public ScrapeEntry Scrape(int swarm) => Table.Scrape(Hash(swarm));

    public int ExpireAll() => Table.Expire(Now, int.MaxValue);

    public void Dispose() => Table.Dispose();

    private static PeerAddress Read(ReadOnlySpan<byte> compact) => compact.Length == TrackerProtocol.PeerBytesIPv4
        ? PeerAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(compact), BinaryPrimitives.ReadUInt16BigEndian(compact[4..]))
        : new(BinaryPrimitives.ReadUInt64BigEndian(compact), BinaryPrimitives.ReadUInt64BigEndian(compact[8..]), BinaryPrimitives.ReadUInt16BigEndian(compact[16..]));
}
