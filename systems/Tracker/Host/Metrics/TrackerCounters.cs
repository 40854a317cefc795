using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Metrics;

/// <summary>
/// What one shard has counted. Written on the shard's thread only, without locks; read from anywhere, at worst a moment old.
/// </summary>
internal sealed class TrackerCounters
{
    /// <summary>Connect, announce, scrape, and all others together.</summary>
    public const int Actions = 4;

    /// <summary>How many values <see cref="Refusal"/> has.</summary>
    public const int Refusals = (int)Refusal.PrivateScrape + 1;

    // Two cache lines lie before and behind, so that no shard's counting slows down another's.
    private const int Padding = 16;
    private const int FirstRequest = Padding;
    private const int FirstAnswer = FirstRequest + (2 * Actions);
    private const int FirstRefusal = FirstAnswer + (2 * Actions);
    private const int FirstBytesIn = FirstRefusal + Refusals;
    private const int FirstBytesOut = FirstBytesIn + 2;
    private const int End = FirstBytesOut + 2;

    private readonly long[] _counts = new long[End + Padding];

    public void CountRequest(TrackerAction action, bool isIPv6) => _counts[FirstRequest + At(action, isIPv6)]++;

    public void CountAnswer(TrackerAction action, bool isIPv6) => _counts[FirstAnswer + At(action, isIPv6)]++;

    public void CountRefusal(Refusal refusal) => _counts[FirstRefusal + (int)refusal]++;

    public void CountBytes(int received, int sent, bool isIPv6)
    {
        int family = isIPv6 ? 1 : 0;
        _counts[FirstBytesIn + family] += received;
        _counts[FirstBytesOut + family] += sent;
    }

    /// <summary>Requests that were long enough to be one; action 3 stands for all that are none of the first three.</summary>
    public long Requests(int action, bool isIPv6) => Volatile.Read(ref _counts[FirstRequest + At((TrackerAction)action, isIPv6)]);

    /// <summary>Answers that are no errors.</summary>
    public long Answers(TrackerAction action, bool isIPv6) => Volatile.Read(ref _counts[FirstAnswer + At(action, isIPv6)]);

    public long Refused(Refusal refusal) => Volatile.Read(ref _counts[FirstRefusal + (int)refusal]);

    public long BytesIn(bool isIPv6) => Volatile.Read(ref _counts[FirstBytesIn + (isIPv6 ? 1 : 0)]);

    public long BytesOut(bool isIPv6) => Volatile.Read(ref _counts[FirstBytesOut + (isIPv6 ? 1 : 0)]);

    private static int At(TrackerAction action, bool isIPv6) => ((int)Math.Min((uint)action, Actions - 1) * 2) + (isIPv6 ? 1 : 0);
}
