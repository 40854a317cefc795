using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Live.Load.LiveCounts;

namespace Millrace.Live.Load.Stories;

/// <summary>What went wrong, by kind, with an example of each.</summary>
internal static class ErrorStory
{
    public static void Tell(LiveFacts facts)
    {
        RunStory story = facts.Story;
        (string Kind, long Count)[] kinds =
        [
            ("handshake failures", facts.Connect.Attempted - facts.Connect.Ok),
            ("page failures", facts.Page.Attempted - facts.Page.Ok),
            ("frame decode failures", story.Metric(FrameDecode)),
            ("patch decode failures", story.Metric(PatchDecode)),
            ("gaps in patches", story.Metric(Gaps)),
            ("server notices", story.Metric(Notices)),
            ("evictions", facts.Evicted),
            ("other goodbyes", story.Metric(Goodbyes)),
            ("tokens missing", story.Metric(TokenMissing)),
            ("documents not sent", story.Metric(DocumentsUnanswered)),
            .. (facts.Main?.Errors ?? new Dictionary<string, long>()).Select(error => ($"{facts.Noun} ended by {error.Key}", error.Value)),
        ];
        story.Tables.Add(new ResultTable
        {
            Name = "errors",
            Title = "Errors by kind",
            Columns = [new("Kind"), new("Count")],
            Rows = [.. kinds.Select(kind => new TableCell[] { kind.Kind, kind.Count })],
            Remark = $"What the whole connection met, over the whole run; {facts.Noun} that ended otherwise than well, in the measured phases.",
        });
        foreach ((string kind, string words) in facts.Live.Examples.Where(example => example.Key is not (DocumentsDiverged or "goodbye-evicted" or "goodbye-session-too-large")).OrderBy(example => example.Key, StringComparer.Ordinal))
        {
            story.Find(kind is FrameDecode or PatchDecode ? FindingSeverity.Problem : FindingSeverity.Info, $"The first {kind}: {words.TrimEnd('.')}.");
        }
    }
}
