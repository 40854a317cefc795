using Microsoft.Extensions.Logging;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Metrics;
using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Host.Keeping;

/// <summary>Tells the operator what is lost or refused: what strangers can cause is summed up once a minute, however much of it there is.</summary>
internal sealed class Troubles(Traffic traffic, IReadOnlyList<SwarmTable> tables, long ticksPerSecond, ILogger log)
{
    private const int Seconds = 60;

    private readonly long[] _refused = new long[TrackerCounters.Refusals];
    private long? _last;
    private long _drops;
    private long _full;
    private long _sendErrors;
    private long _failures;

    /// <summary>Looks at the counters; says what is new if a minute has passed since it last looked. The first time comes at once, so that a start that goes wrong is seen.</summary>
    public void Look(long ticks)
    {
        if (_last is { } last && ticks - last < Seconds * ticksPerSecond)
        {
            return;
        }

        double seconds = _last is { } before ? Math.Round((ticks - before) / (double)ticksPerSecond) : 0;
        _last = ticks;
        Tell(traffic.KernelDrops(isIPv6: false) + traffic.KernelDrops(isIPv6: true), ref _drops, count => TrackerLog.KernelDrops(log, count, seconds));
        Tell(tables.Sum(table => table.Totals().RefusedBySwarm + table.Totals().RefusedByTable), ref _full, count => TrackerLog.TableFull(log, count, seconds));
        Tell(traffic.SendErrors, ref _sendErrors, count => TrackerLog.SendErrors(log, count, seconds));
        Tell(traffic.ReceiveFailures, ref _failures, count => TrackerLog.ReceiveFails(log, count, seconds, traffic.LastReceiveFailure ?? ""));
        TellRefusals(seconds);
    }

    private static void Tell(long total, ref long told, Action<long> tell)
    {
        if (total > told)
        {
            tell(total - told);
            told = total;
        }
    }

    private void TellRefusals(double seconds)
    {
        List<string> reasons = [];
        long all = 0;
        for (int i = 0; i < _refused.Length; i++)
        {
            long total = traffic.Refused((Refusal)i);
            if (total > _refused[i])
            {
                reasons.Add($"{Traffic.ReasonNames[i]} {total - _refused[i]}");
                all += total - _refused[i];
                _refused[i] = total;
            }
        }

        if (all > 0)
        {
            TrackerLog.Refused(log, all, seconds, string.Join(", ", reasons));
        }
    }
}
