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
                story.Find(FindingSeverity.Info, $"Where the time of a chunk goes was not measured: {Why(story)}.");
            }

            return;
        }

        story.Tables.Add(new ResultTable
        {
            Name = "breakdown",
            Title = "Latency breakdown (WebSocket)",
            Columns = [new("Stage"), new("mean", "ms"), new("p99 since the target's start", "ms"), new("Share", "%")],
            Rows =
            [
                .. breakdown.Stages.Select(stage => (TableCell[])[stage.Stage, stage.MeanMs, Cell(stage.P99Ms), Share(stage.MeanMs)]),
                ["network and framework", breakdown.NetworkMeanMs, default, Share(breakdown.NetworkMeanMs)],
                ["as the client saw it", breakdown.ClientMeanMs, default, Share(breakdown.ClientMeanMs)],
            ],
            Remark = Text($"Means of the measured part: the server was asked as it began and after it, and its sums taken from each other. Its quantiles it knows only since its start, warm-up included, and of several workers the worst one's stands here; the client's p99 of the measured part is {breakdown.ClientP99Ms:0.0} ms. ")
                + "The stages are the server's own times: from the whole message to its voice judged, to the recogniser beginning with it, to its answer, to the reply handed to the socket. "
                + "Network and framework is what the client's mean is above their total: kernel, web framework, what waits in sockets, and the generator's own reading; the clock of each side is its own.",
        });
        story.Find(
            FindingSeverity.Info,
            Text($"Of {breakdown.ClientMeanMs:0.00} ms in the mean, {string.Join(", ", breakdown.Stages.Select(stage => Text($"{stage.MeanMs:0.00} ms were {stage.Stage}")))}, and {breakdown.NetworkMeanMs:0.00} ms network and framework."),
            [("clientMs", breakdown.ClientMeanMs), ("networkMs", breakdown.NetworkMeanMs), .. breakdown.Stages.Select(stage => (Camel(stage.Stage), stage.MeanMs))]);

        TableCell Share(double mean) => breakdown.ClientMeanMs > 0 ? new TableCell(mean / breakdown.ClientMeanMs * 100) : default;
    }

    private static string Why(RunStory story) => story.TargetSilence
        ?? (!story.TargetFigures.ContainsKey("latency.total.count") ? "the target does not say it, or has no admin address that is known (name it with --target-address admin=http://...)"
        : story.TargetFiguresBefore.Count == 0 ? "the target did not answer as the measured part began"
        : "between the beginning of the measured part and its end the target counted hardly a chunk, or other chunks than these clients sent, or it was started anew");

    private static string Camel(string stage) => stage.Replace(" a", "A", StringComparison.Ordinal) + "Ms";
}
