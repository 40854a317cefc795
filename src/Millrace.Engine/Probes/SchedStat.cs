using System.Globalization;

namespace Millrace.Engine.Probes;

/// <summary>
/// A thread's <c>/proc/[pid]/task/[tid]/schedstat</c>: nanoseconds on a processor, nanoseconds runnable but waiting for one, turns. Finer
/// than the 10 ms of <c>stat</c>, and the waiting shows a generator that shares its cores.
/// </summary>
public readonly record struct SchedStat(long RunNanoseconds, long WaitNanoseconds)
{
    /// <summary>Reads the line; false where it is cut short or is something else.</summary>
    public static bool TryParse(ReadOnlySpan<char> line, out SchedStat stat)
    {
        stat = default;
        int first = line.IndexOf(' ');
        int second = first < 0 ? -1 : line[(first + 1)..].IndexOf(' ') + first + 1;
        if (second <= first + 1
            || !long.TryParse(line[..first], NumberStyles.None, CultureInfo.InvariantCulture, out long run)
            || !long.TryParse(line[(first + 1)..second], NumberStyles.None, CultureInfo.InvariantCulture, out long wait))
        {
            return false;
        }
        stat = new SchedStat(run, wait);
        return true;
    }
}
