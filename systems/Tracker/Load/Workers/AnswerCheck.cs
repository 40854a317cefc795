using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Load.Workers;

/// <summary>Judges answers by what was asked. Pure; the transaction and errors have been dealt with before.</summary>
internal static class AnswerCheck
{
    /// <summary>A connect answer is 16 bytes.</summary>
    public static AnswerFault Connect(ReadOnlySpan<byte> datagram, TrackerAction action) =>
        action != TrackerAction.Connect ? AnswerFault.WrongAction
        : datagram.Length != TrackerProtocol.ConnectAnswerBytes ? AnswerFault.WrongSize
        : AnswerFault.None;

    /// <summary>An announce answer is 20 bytes and whole peers, no more of them than were wanted, with an interval.</summary>
    public static AnswerFault Announce(ReadOnlySpan<byte> datagram, TrackerAction action, int peerBytes, int wanted)
    {
        if (action != TrackerAction.Announce)
        {
            return AnswerFault.WrongAction;
        }

        if (!AnnounceAnswer.TryRead(datagram, out AnnounceAnswer answer) || (datagram.Length - TrackerProtocol.AnnounceAnswerBytes) % peerBytes != 0)
        {
            return AnswerFault.WrongSize;
        }

        int peers = (datagram.Length - TrackerProtocol.AnnounceAnswerBytes) / peerBytes;
        return wanted >= 0 && peers > Math.Max(wanted, DefaultFor(wanted)) ? AnswerFault.TooManyPeers
            : answer.IntervalSeconds == 0 ? AnswerFault.NoInterval
            : AnswerFault.None;
    }

    /// <summary>True for an announce answer that is nothing but its head: how opentracker says that it does not serve the info hash.</summary>
    public static bool IsBare(ReadOnlySpan<byte> datagram, TrackerAction action) => action == TrackerAction.Announce && datagram.Length == TrackerProtocol.AnswerHeadBytes;

    /// <summary>A scrape answer has 12 bytes for each hash that was asked for.</summary>
    public static AnswerFault Scrape(ReadOnlySpan<byte> datagram, TrackerAction action, int hashes) =>
        action != TrackerAction.Scrape ? AnswerFault.WrongAction
        : datagram.Length != TrackerProtocol.AnswerHeadBytes + (hashes * TrackerProtocol.ScrapeEntryBytes) ? AnswerFault.WrongSize
        : AnswerFault.None;

    /// <summary>The name under which a fault is counted.</summary>
    public static string CountOf(AnswerFault fault) => fault switch
    {
        AnswerFault.WrongAction => TrackerCounts.WrongAction,
        AnswerFault.WrongSize => TrackerCounts.WrongSize,
        AnswerFault.TooManyPeers => TrackerCounts.TooManyPeers,
        AnswerFault.ForeignPeers => TrackerCounts.ForeignPeers,
        _ => TrackerCounts.NoInterval,
    };

    // Many trackers read 0 as "as many as you like".
    private static int DefaultFor(int wanted) => wanted == 0 ? int.MaxValue : 0;
}
