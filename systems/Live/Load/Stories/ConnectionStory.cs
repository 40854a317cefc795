using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Live.Load.LiveCounts;
using static Millrace.Live.Load.Stories.LiveFacts;

namespace Millrace.Live.Load.Stories;

/// <summary>Pages, handshakes, limits, and who was ended by them.</summary>
internal static class ConnectionStory
{
    private const double KiB = 1024;
    private const double MiB = 1024 * 1024;

    public static void Tell(LiveFacts facts)
    {
        RunStory story = facts.Story;
        (OperationTotalsOf page, OperationTotalsOf connect) = (facts.Page, facts.Connect);
        story.Tables.Add(new ResultTable
        {
            Name = "connections",
            Title = "Connections",
            Columns =
            [
                new("Attempted"), new("Succeeded"), new("Failed"), new("Pages loaded"), new("Pages failed"), new("Sessions opened"), new("Resumed"), new("Started anew"), new("Evicted"), new("Other goodbyes"),
            ],
            Rows =
            [
                [
                    connect.Attempted, connect.Ok, connect.Attempted - connect.Ok, page.Ok, page.Attempted - page.Ok,
                    story.Metric(LiveCounts.Sessions), story.Metric(Resumed), story.Metric(StartedAnew), facts.Evicted, story.Metric(Goodbyes),
                ],
            ],
            Remark = "Over the whole run. A connection is the page over HTTP, the WebSocket's handshake, and hello with its welcome and document; one that comes back resumes its session without a page.",
        });
        Limits(facts);
        if (connect.Attempted > connect.Ok)
        {
            story.Find(
                facts.Run.Faults.Count == 0 ? FindingSeverity.Problem : FindingSeverity.Info,
                Text($"{connect.Attempted - connect.Ok:#,0} of {connect.Attempted:#,0} attempts to connect failed: {string.Join(", ", connect.Errors.Select(error => Text($"{error.Key} {error.Value:#,0}")))}."),
                ("attempted", connect.Attempted), ("failed", connect.Attempted - connect.Ok));
        }
    }

    private static void Limits(LiveFacts facts)
    {
        RunStory story = facts.Story;
        double? mostOfOne = facts.Limit(SessionInquiry.MostOfOne);
        if (mostOfOne is not null)
        {
            story.Tables.Add(new ResultTable
            {
                Name = "limits",
                Title = "Limits of the target",
                Columns = [new("Sessions"), new("Memory per session", "KiB"), new("Memory of all sessions", "MiB"), new("Heap of the process", "MiB")],
                Rows =
                [
                    [
                        Limit(Sessions(facts), 1), Limit(mostOfOne, KiB), Limit(facts.Limit(SessionInquiry.MostOfAll), MiB), Limit(facts.Run.Parameters.TargetMemoryBytes, MiB),
                    ],
                ],
                Remark = "As the server itself says. An empty cell is no limit.",
            });
        }

        long evicted = facts.Evicted;
        long attributed = facts.Main?.Errors.Where(error => error.Key is "goodbye-evicted" or "goodbye-session-too-large").Sum(error => error.Value) ?? 0;
        if (evicted > 0)
        {
            string why = facts.Live.Examples.GetValueOrDefault("goodbye-session-too-large") ?? facts.Live.Examples.GetValueOrDefault("goodbye-evicted") ?? "";
            story.Find(
                FindingSeverity.Problem,
                Text($"The server ended {evicted:#,0} sessions for the memory they took; {attributed:#,0} {facts.Noun} were in flight then and count as errors of that kind.{(why.Length > 0 ? $" It said: {why.TrimEnd('.')}." : "")}"),
                ("evicted", evicted), ("errors", attributed));
        }
        else if (mostOfOne > 0)
        {
            double? share = facts.BytesPerSession / mostOfOne * 100;
            story.Find(
                FindingSeverity.Info,
                Text($"No session was evicted under a limit of {mostOfOne / KiB:0} KiB each{(share is { } percent ? Text($": the mean session needs {percent:0} % of it") : "")}."),
                ("evicted", 0), ("percentOfLimit", share ?? double.NaN));
        }
    }

    // "No limit" reaches the server as the most that its option takes.
    private static double? Sessions(LiveFacts facts) => facts.Limit(SessionInquiry.MostSessions) is { } most and < LiveSystem.NoLimit ? most : null;

    private static TableCell Limit(double? value, double unit) => value > 0 ? new TableCell(value.Value / unit) : default;
}
