using Millrace.Engine;

namespace Millrace.Tracker.Load.Workers;

/// <summary>When a request without an answer is sent again: 15 * 2^n seconds after the last time, n from 0 to 8. Source: BEP 15.</summary>
internal static class Retransmission
{
    /// <summary>The last n.</summary>
    public const int Most = 8;

    private const int First = 15;

    /// <summary>Ticks from the first sending until the one that follows <paramref name="resent"/> others: 15 s, 45 s, 105 s ...</summary>
    public static long After(int resent) => Ticks.FromSeconds(First * ((2L << resent) - 1));
}
