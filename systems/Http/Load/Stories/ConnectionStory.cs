using Millrace.Engine.Running;
using Millrace.Http.Load.Clients;
using Millrace.Results;

namespace Millrace.Http.Load.Stories;

/// <summary>How far connections were used again, and what opening them took.</summary>
internal static class ConnectionStory
{
    public static void Tell(RunStory story, HttpRun run, ShardTally tally)
    {
        long answers = tally.Statuses.Sum();
        long opened = story.Metric(HttpCounts.Opened);
        bool timed = tally.Opening.Count > 0;
        double? share = answers > 0 ? (double)tally.Reused / answers * 100 : null;
        story.Tables.Add(new ResultTable
        {
            Name = "connections",
            Title = "Connections",
            Columns =
            [
                new("Clients"), new("Answers"), new("Over a used connection"), new("Reuse", "%"), new("Opened for a request"), new("p50 of opening", "ms"), new("p99 of opening", "ms"),
                new("Closed while idle"), new("Sent again"), new("Unasked bytes"),
            ],
            Rows =
            [
                [
                    story.Run.Parameters.Clients, answers, tally.Reused, HttpStory.Cell(share), opened,
                    HttpStory.Cell(timed ? tally.Opening.Percentile(50) / 1000.0 : null), HttpStory.Cell(timed ? tally.Opening.Percentile(99) / 1000.0 : null),
                    story.Metric(HttpCounts.ClosedIdle), story.Metric(HttpCounts.Resent), story.Metric(HttpCounts.Unasked),
                ],
            ],
            Remark = "In the measured phases. The first connection of each client is opened before; opening one for a request, TLS included, is part of that request's time. Sent again: a request that "
                + "may be sent twice (GET, HEAD, PUT, DELETE, OPTIONS), whose used connection the server closed before it began to answer.",
        });
        if (run.Settings.KeepsAlive && opened > answers / 10 && answers > 0)
        {
            story.Find(
                FindingSeverity.Info,
                HttpStory.Text($"{opened:#,0} connections were opened for {answers:#,0} answers although clients kept theirs: the server closes them (its keep-alive limits), and opening costs both sides."),
                ("opened", opened), ("answers", answers));
        }
    }
}
