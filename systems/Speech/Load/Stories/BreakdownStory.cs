using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Speech.Load.Stories.RunFacts;

namespace Millrace.Speech.Load.Stories;

/// <summary>The latency breakdown, measured.</summary>
internal static class BreakdownStory
{
    public static void Tell(RunStory story, Breakdown? breakdown)
    {
        if (breakdown is null)
        {
            if (Totals.Of(story.Run, "audio-chunk").Ok > 0)
            {
                story.Find(FindingSeverity.Info, $"Where the time of a chunk goes was not measured: {story.TargetSilence ?? "the target does not say it, or has no admin address that is known (name it with --target-address admin=http://...)"}.");
            }

            return;
        }

        story.Tables.Add(new ResultTable
        {
            Name = "breakdown",
            Title = "Latency breakdown (WebSocket)",
            Columns = [new("Stage"), new("mean", "ms"), new("p99", "ms"), new("Share", "%")],
            Rows =
            [
                .. breakdown.Stages.Select(stage => (TableCell[])[stage.Stage, stage.MeanMs, Cell(stage.P99Ms), Share(stage.MeanMs)]),
                ["network and framework", breakdown.NetworkMeanMs, default, Share(breakdown.NetworkMeanMs)],
                ["as the client saw it", breakdown.ClientMeanMs, breakdown.ClientP99Ms, Share(breakdown.ClientMeanMs)],
            ],
            Remark = "Over the whole run. The stages are the server's own times: from the whole message to its voice judged, to the recogniser beginning with it, to its answer, to the reply handed to the socket. Network and framework is what the client's mean is above them.",
        });
        story.Find(
            FindingSeverity.Info,
            Text($"Of {breakdown.ClientMeanMs:0.00} ms in the mean, {string.Join(", ", breakdown.Stages.Select(stage => Text($"{stage.MeanMs:0.00} ms were {stage.Stage}")))}, and {breakdown.NetworkMeanMs:0.00} ms network and framework."),
            [("clientMs", breakdown.ClientMeanMs), ("networkMs", breakdown.NetworkMeanMs), .. breakdown.Stages.Select(stage => (Camel(stage.Stage), stage.MeanMs))]);

        TableCell Share(double mean) => breakdown.ClientMeanMs > 0 ? new TableCell(mean / breakdown.ClientMeanMs * 100) : default;
    }

    private static string Camel(string stage) => stage.Replace(" a", "A", StringComparison.Ordinal) + "Ms";
}
