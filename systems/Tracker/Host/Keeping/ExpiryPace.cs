using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Host.Keeping;

/// <summary>
/// How often how many peers are looked at, so that all are within the expiry period, in steps so small that no request waits for one. Pure.
/// </summary>
/// <param name="totals">What there is in the table.</param>
/// <param name="period">In what time all peers are looked at.</param>
internal readonly struct ExpiryPace(SwarmTotals totals, TimeSpan period)
{
    /// <summary>Peers in one step at most.</summary>
    public const int MostInStep = 4096;

    /// <summary>
    /// Steps from one pause to the next at most, each with the loop's other work between. With the shortest pause that makes 13 million peers a second; what is due beyond that
    /// waits.
    /// </summary>
    public const int MostSteps = 16;

    // Places of hash tables count as peers do: those of the many little tables of an empty one, and a few for each swarm.
    private const int EmptyPlaces = 32 * 1024;
    private const int PlacesOfSwarm = 8;

    // At 20 to 100 ns for a peer such a step is over before a datagram has passed the network card.
    private const double UsualStep = 256;
    private const int LeastAtOnce = 64;
    private const double ShortestPause = 0.005;
    private const double LongestPause = 0.25;

    // A little more than needed: those that come while the round runs have their turn too.
    private readonly double _perSecond = 1.05 * (totals.Peers + (PlacesOfSwarm * totals.Swarms) + EmptyPlaces) / period.TotalSeconds;

    /// <summary>The time from one step to the next.</summary>
    public TimeSpan Pause => TimeSpan.FromSeconds(Math.Clamp(UsualStep / _perSecond, ShortestPause, LongestPause));

    /// <summary>How many peers to look at when so long has passed and so many are still to do from before: never more than there are.</summary>
    public long Due(TimeSpan elapsed, long owed) =>
        (long)Math.Clamp(Math.Ceiling(owed + (_perSecond * elapsed.TotalSeconds)), LeastAtOnce, Math.Max(LeastAtOnce, _perSecond * period.TotalSeconds));
}
