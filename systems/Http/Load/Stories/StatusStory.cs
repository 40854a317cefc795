using System.Globalization;
using Millrace.Engine.Running;
using Millrace.Http.Load.Clients;
using Millrace.Results;

namespace Millrace.Http.Load.Stories;

/// <summary>Answers by their status.</summary>
internal static class StatusStory
{
    private const int First = 100;

    public static void Tell(RunStory story, HttpRun run, ShardTally tally)
    {
        long all = tally.Statuses.Sum();
        (int Status, long Count)[] statuses = [.. tally.Statuses.Select((count, i) => (First + i, count)).Where(status => status.count > 0)];
        story.Tables.Add(new ResultTable
        {
            Name = "statuses",
            Title = "Answers by status",
            Columns = [new("Status"), new("Answers"), new("Share", "%"), new("Counts as")],
            Rows =
            [
                .. statuses.Select(status => new TableCell[]
                {
                    status.Status.ToString(CultureInfo.InvariantCulture), status.Count, (double)status.Count / all * 100,
                    run.Settings.Requests.All(request => request.Right.Has(status.Status)) ? "right" : run.Settings.Requests.Any(request => request.Right.Has(status.Status)) ? "right for some requests" : "an error",
                }),
            ],
            Remark = "Whole answers that came in the measured phases. An answer with the right status is still an error where its body has not what was expected.",
        });
        long redirects = statuses.Where(status => status.Status is 301 or 302 or 303 or 307 or 308 && run.Settings.Requests.Any(request => !request.Right.Has(status.Status))).Sum(status => status.Count);
        if (redirects > 0)
        {
            story.Find(
                FindingSeverity.Info,
                HttpStory.Text($"{redirects:#,0} answers were redirects. They are not followed: name the address that they lead to, or take them for right with status=2xx,3xx."),
                ("redirects", redirects));
        }

        if (all == 0)
        {
            story.Find(FindingSeverity.Problem, "No whole answer came in the measured phases.", ("answers", 0));
        }
    }
}
