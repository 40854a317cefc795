using Millrace.Results;

namespace Millrace.Http.Load.Clients;

/// <summary>What the clients of one shard see beside their operations, in the measured phases. On the shard's thread; read by the story once the clients are closed.</summary>
internal sealed class ShardTally
{
    private const int First = 100;

    /// <summary>Answers by status, from 100 on.</summary>
    public long[] Statuses { get; } = new long[500];

    /// <summary>Requests sent over a connection that had answered before.</summary>
    public long Reused { get; private set; }

    /// <summary>Bytes of bodies.</summary>
    public long BodyBytes { get; private set; }

    /// <summary>How long it took to open a connection for a request, TLS included, in microseconds.</summary>
    public Histogram Opening { get; } = new();

    /// <summary>An answer came.</summary>
    public void Answered(int status, bool reused, long bodyBytes)
    {
        Statuses[status - First]++;
        Reused += reused ? 1 : 0;
        BodyBytes += bodyBytes;
    }

    /// <summary>What several shards come to.</summary>
    public static ShardTally Sum(IEnumerable<ShardTally> tallies)
    {
        var all = new ShardTally();
        foreach (ShardTally tally in tallies)
        {
            for (int i = 0; i < all.Statuses.Length; i++)
            {
                all.Statuses[i] += tally.Statuses[i];
            }

            all.Reused += tally.Reused;
            all.BodyBytes += tally.BodyBytes;
            all.Opening.Add(tally.Opening);
        }

        return all;
    }
}
