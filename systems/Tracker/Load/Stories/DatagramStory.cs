using Millrace.Results;
using Millrace.Tracker.Load.Workers;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>What became of datagrams and connection ids beside the requests themselves.</summary>
internal static class DatagramStory
{
    private const string Whole = "whole run";

    private static readonly (string Count, string What, bool IsMeasured)[] _rows =
    [
        (TrackerCounts.IdsAged, "connection IDs renewed because of their age", true),
        (TrackerCounts.IdsRejected, "connection IDs renewed because the tracker rejected them", false),
        (TrackerCounts.IdsDoubted, "connection IDs renewed because a request under them stayed without an answer", false),
        (TrackerCounts.Refused, "times that the system said that nobody listens at the tracker's port (one datagram or more each)", false),
        (TrackerCounts.ReceiveErrors, "other errors of the system on receiving", false),
        (TrackerCounts.Unlisted, "announces answered by 8 bytes: the info hash is not served", false),
        (TrackerCounts.Retransmitted, "requests sent again under the same transaction", false),
        (TrackerCounts.AnsweredAgain, "further answers to requests that were sent again", false),
        (TrackerCounts.Peers, "peers in right answers to announces", true),
        (TrackerCounts.Unreadable, "datagrams too short to be an answer", false),
        (TrackerCounts.OwnDrops, "answers that this machine's kernel dropped because the generator read too slowly", false),
        (TrackerCounts.NotSent, "requests that this machine's kernel would not send", false),
    ];

    public static void Tell(TrackerFacts facts)
    {
        Accounting all = facts.Run.Accounting;
        facts.Story.Tables.Add(new ResultTable
        {
            Name = "datagrams",
            Title = "Datagrams and connection IDs",
            Columns = [new("Count"), new("What"), new("Span")],
            Rows =
            [
                .. _rows.Select(row => new TableCell[] { facts.Story.Metric(row.Count), row.What, row.IsMeasured ? "measured part" : Whole }),
                [all.Duplicated, "answers that came twice", Whole],
                [all.Unexpected, "answers to nothing that was asked", Whole],
                [all.Late, "answers after the loss deadline", Whole],
            ],
        });
        long dropped = facts.Story.Metric(TrackerCounts.OwnDrops);
        if (dropped > 0)
        {
            facts.Story.Find(
                FindingSeverity.Warning,
                Text($"{dropped:#,0} answers were dropped by this machine's kernel because the generator read too slowly: they count as lost, and the tracker is not to blame."),
                ("ownDrops", dropped));
        }

        long unsent = facts.Story.Metric(TrackerCounts.NotSent);
        if (unsent > 0)
        {
            facts.Story.Find(
                FindingSeverity.Warning,
                Text($"{unsent:#,0} requests were not sent, because this machine's kernel would not take them: they count as lost, and the tracker is not to blame."),
                ("notSent", unsent));
        }

        long unlisted = facts.Story.Metric(TrackerCounts.Unlisted);
        if (unlisted > 0)
        {
            facts.Story.Find(
                FindingSeverity.Problem,
                Text($"{unlisted:#,0} announces were answered by 8 bytes and nothing in them, which is how opentracker says that it does not serve an info hash; they count as {Rejection.NotAuthorized}. Have the run's info hashes written with --set {TrackerParameters.HashList}=FILE (the same --seed gives the same ones) and give that file to the tracker as its list."),
                ("unlisted", unlisted));
        }
    }
}
