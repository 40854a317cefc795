using Millrace.Results;
using static Millrace.Tracker.Load.Stories.Wording;

namespace Millrace.Tracker.Load.Stories;

/// <summary>What became of datagrams and connection ids beside the requests themselves.</summary>
internal static class DatagramStory
{
    private static readonly (string Count, string What)[] _rows =
    [
        (TrackerCounts.IdsAged, "connection IDs renewed because of their age"),
        (TrackerCounts.IdsRejected, "connection IDs renewed because the tracker rejected them"),
        (TrackerCounts.IdsDoubted, "connection IDs renewed because a request under them stayed without an answer"),
        (TrackerCounts.Refused, "times that the system said that nobody listens at the tracker's port (one datagram or more each)"),
        (TrackerCounts.Retransmitted, "requests sent again under the same transaction"),
        (TrackerCounts.Peers, "peers in right answers to announces"),
        (TrackerCounts.Unreadable, "datagrams too short to be an answer"),
        (TrackerCounts.OwnDrops, "answers that this machine's kernel dropped because the generator read too slowly"),
        (TrackerCounts.NotSent, "requests that this machine's kernel would not send"),
    ];

    public static void Tell(TrackerFacts facts)
    {
        Accounting all = facts.Run.Accounting;
        facts.Story.Tables.Add(new ResultTable
        {
            Name = "datagrams",
            Title = "Datagrams and connection IDs",
            Columns = [new("Count"), new("What")],
            Rows =
            [
                .. _rows.Select(row => new TableCell[] { facts.Story.Metric(row.Count), row.What }),
                [all.Duplicated, "answers that came twice"],
                [all.Unexpected, "answers to nothing that was asked"],
                [all.Late, "answers after the loss deadline"],
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
    }
}
