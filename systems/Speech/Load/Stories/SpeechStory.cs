using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Speech.Load.Clients;

namespace Millrace.Speech.Load.Stories;

/// <summary>The tables, findings and invariants that only a transcription service has, computed from the run.</summary>
internal static class SpeechStory
{
    public static void Tell(RunStory story, SpeechRun speech)
    {
        var facts = new RunFacts(story.Run);
        ShardTally tally = speech.Total();
        var breakdown = Breakdown.Of(facts, story.TargetFiguresBefore, story.TargetFigures);
        EndpointStory.Tell(story, facts);
        ConnectionStory.Tell(story, facts);
        SpeechLatencyStory.Tell(story, facts, tally, speech.Settings);
        CompletenessStory.Tell(story, facts, speech);
        BreakdownStory.Tell(story, breakdown);
        ResourceStory.Tell(story, facts);
        TargetStory.Tell(story, [facts]);
        NextStepStory.Tell(story, facts, breakdown, tally);
        foreach ((string kind, string words) in speech.Examples.Where(example => example.Value.Length > 0).OrderBy(example => example.Key, StringComparer.Ordinal))
        {
            story.Find(kind is SpeechCounts.Unreadable or SpeechCounts.OutOfOrder or SpeechCounts.TooMany or SpeechCounts.ChunksDiffer ? FindingSeverity.Problem : FindingSeverity.Info, $"The first {kind}: {words.TrimEnd('.')}.");
        }
    }
}
