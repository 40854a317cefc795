using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Speech.Load.Clients;
using static Millrace.Speech.Load.Stories.RunFacts;

namespace Millrace.Speech.Load.Stories;

/// <summary>When words come: the first of an utterance and its final, whether streams keep up with who talks, and what waits.</summary>
internal static class SpeechLatencyStory
{
    public static void Tell(RunStory story, RunFacts facts, ShardTally tally, SpeechSettings settings)
    {
        if (facts.Chunks is not { Ok: > 0 } chunks)
        {
            return;
        }

        story.Tables.Add(new ResultTable
        {
            Name = "words",
            Title = "When words come",
            Columns = [new("Time"), new("Count"), new("mean", "ms"), new("p50", "ms"), new("p99", "ms"), new("max", "ms")],
            Rows =
            [
                .. Row("first partial, from the first speech", tally.FirstPartial),
                .. Row("final, from the chunk that ended the utterance", tally.FinalAfterChunk),
                .. Row("final, from the last speech", tally.FinalAfterSpeech),
            ],
            Remark = "In the measured phases. Speech is where the audio that is sent has some, whatever the server makes of it; the last row has the silence in it that ends an utterance.",
        });
        double? factor = RealTimeFactor(facts, tally);
        double mean = tally.BacklogLooks > 0 ? tally.BacklogSum / (double)tally.BacklogLooks : 0;
        story.Tables.Add(new ResultTable
        {
            Name = "pace",
            Title = "Keeping up",
            Columns =
            [
                new("Audio answered", "s/s"), new("Real-time factor"), new("Backlog, mean", "chunks"), new("Backlog, most", "chunks"), new("Backlog, longest", "ms of audio"), new("Real-time factor over HTTP"),
            ],
            Rows = [[chunks.Ok * settings.ChunkMs / 1000.0 / facts.Seconds, Cell(factor), mean, tally.BacklogMost, tally.BacklogMost * settings.ChunkMs, Cell(OverHttp(story, facts))]],
            Remark = "The real-time factor is the time that streams took for a second of audio: 1 keeps up with who talks, more falls behind or waits for each answer. Backlog: chunks of a stream sent and not answered, as each next one is sent.",
        });
        if (settings.Pace == SpeechPace.RealTime && factor is { } rtf)
        {
            story.Find(
                rtf > 1.02 ? FindingSeverity.Problem : FindingSeverity.Info,
                Text($"Streams took {rtf:0.000} s for a second of audio, with {mean:0.0} chunks ({mean * settings.ChunkMs:0} ms) waiting for their answers in the mean and {tally.BacklogMost} at most."),
                ("realTimeFactor", rtf), ("backlogMean", mean), ("backlogMost", tally.BacklogMost));
        }
    }

    /// <summary>Seconds that streams took for a second of audio; null where no stream can be told.</summary>
    public static double? RealTimeFactor(RunFacts facts, ShardTally tally)
    {
        if (facts.Run.Mode == SpeechModes.Stream)
        {
            int talkers = SpeechModes.Talkers(facts.Clients, int.Parse(facts.Option(SpeechParameters.Talking) ?? "100", System.Globalization.CultureInfo.InvariantCulture));
            return facts.Chunks is { Ok: > 0 and var answered } ? talkers * facts.Seconds / (answered * facts.ChunkMs / 1000.0) : null;
        }

        return tally.StreamChunks > 0 ? Ticks.ToSeconds(tally.StreamTicks) / (tally.StreamChunks * facts.ChunkMs / 1000.0) : null;
    }

    private static double? OverHttp(RunStory story, RunFacts facts) =>
        facts.Rest?.Service is { } service && story.Metric(SpeechCounts.RestAudioMs) is > 0 and var audio ? service.MeanMs * facts.Rest.Count / audio : null;

    private static IEnumerable<TableCell[]> Row(string name, Histogram histogram)
    {
        if (LatencySummary.From(histogram) is { } latency)
        {
            yield return [name, latency.Count, latency.MeanMs, latency.P50Ms, latency.P99Ms, latency.MaxMs];
        }
    }
}
