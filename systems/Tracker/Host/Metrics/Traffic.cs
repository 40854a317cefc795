using System.Net.Sockets;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Listening;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Metrics;

/// <summary>Sums of what the shards and their ports have counted. From any thread, once the ports are open.</summary>
internal sealed class Traffic(IReadOnlyList<TrackerShard> shards)
{
    /// <summary>Names of actions for people and metrics, by number; the last stands for all others.</summary>
    public static IReadOnlyList<string> ActionNames { get; } = ["connect", "announce", "scrape", "other"];

    /// <summary>Names of reasons, by <see cref="Refusal"/>: <c>ConnectRate</c> is <c>connect_rate</c>.</summary>
    public static IReadOnlyList<string> ReasonNames { get; } =
        [.. Enum.GetNames<Refusal>().Select(name => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString())))];

    /// <summary>Everything together. Allocates nothing: it is asked for every second on a shard that answers.</summary>
    public TrafficTotals Totals
    {
        get
        {
            (long requests, long answers, long bytesIn, long bytesOut) = (0, 0, 0, 0);
            for (int i = 0; i < shards.Count; i++)
            {
                TrackerCounters counters = shards[i].Counters;
                for (int family = 0; family < 2; family++)
                {
                    bool isIPv6 = family == 1;
                    for (int action = 0; action < TrackerCounters.Actions; action++)
                    {
                        requests += counters.Requests(action, isIPv6);
                        answers += counters.Answers((TrackerAction)action, isIPv6);
                    }

                    bytesIn += counters.BytesIn(isIPv6);
                    bytesOut += counters.BytesOut(isIPv6);
                }
            }

            return new(requests, answers, bytesIn, bytesOut);
        }
    }

    public long SendErrors => shards.Sum(shard => shard.Ports.Sum(port => port.SendErrors));

    public long ReceiveFailures => shards.Sum(shard => shard.Ports.Sum(port => port.Faults.Failures));

    /// <summary>What the last failure to receive was, if there was one.</summary>
    public string? LastReceiveFailure => shards.SelectMany(shard => shard.Ports).Select(port => port.Faults.LastFailure).FirstOrDefault(failure => failure is not null);

    public long Requests(int action, bool isIPv6) => Sum(counters => counters.Requests(action, isIPv6));

    public long Answers(int action, bool isIPv6) => Sum(counters => counters.Answers((TrackerAction)action, isIPv6));

    public long Refused(Refusal refusal) => Sum(counters => counters.Refused(refusal));

    public long BytesIn(bool isIPv6) => Sum(counters => counters.BytesIn(isIPv6));

    public long BytesOut(bool isIPv6) => Sum(counters => counters.BytesOut(isIPv6));

    /// <summary>Datagrams that the kernel dropped because they were not read in time; 0 where the system does not say.</summary>
    public long KernelDrops(bool isIPv6) => shards.Sum(shard => shard.Ports
        .Where(port => port.Port.LocalEndPoint.AddressFamily == AddressFamily.InterNetworkV6 == isIPv6)
        .Sum(port => port.ReceiveDrops));

    private long Sum(Func<TrackerCounters, long> count) => shards.Sum(shard => count(shard.Counters));
}
