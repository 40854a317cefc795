using Millrace.Engine.Running;
using Millrace.Results;
using Millrace.Speech.Load.Clients;
using static Millrace.Speech.Load.SpeechCounts;

namespace Millrace.Speech.Load.Stories;

/// <summary>Every chunk answered once and in order: the account, and the invariants.</summary>
internal static class CompletenessStory
{
    public static void Tell(RunStory story, RunFacts facts, SpeechRun speech)
    {
        Totals chunks = Totals.Of(facts.Run, "audio-chunk");
        if (chunks.Attempted == 0)
        {
            return;
        }

        long lost = chunks.Errors.GetValueOrDefault("lost");
        story.Invariants["chunks-answered-once"] = lost + story.Metric(TooMany);
        story.Invariants["answers-in-order"] = story.Metric(OutOfOrder) + (speech.Settings.OnlyAddsWords ? story.Metric(Shrunk) : 0);
        story.Invariants["no-unreadable-messages"] = story.Metric(Unreadable);
        story.Invariants["session-counts-agree"] = facts.Run.Faults.Count == 0 ? story.Metric(ChunksDiffer) : 0;
        story.Tables.Add(new ResultTable
        {
            Name = "completeness",
            Title = "Completeness",
            Columns =
            [
                new("Chunks sent"), new("Answered well"), new("Answered late or with an error"), new("Never answered"), new("Cut off with their connection"), new("Answers too many"), new("Out of order"),
                new("Sessions whose count agrees"), new("and differs"),
            ],
            Rows =
            [
                [
                    chunks.Attempted, chunks.Ok, Failed(chunks), lost, Cut(facts), story.Metric(TooMany), story.Metric(OutOfOrder) + (speech.Settings.OnlyAddsWords ? story.Metric(Shrunk) : 0),
                    story.Metric(ChunksAgree), story.Metric(ChunksDiffer),
                ],
            ],
            Remark = "Over the whole run. Answers bear no number: that none is missing, doubled or out of its place shows in their count, in the times of finals, in words that are never taken back where the recogniser only adds some, and in the server's own count at the end of a session where it says one.",
        });
        story.Tables.Add(new ResultTable
        {
            Name = "answers",
            Title = "Answers by kind",
            Columns = [new("Kind"), new("Count")],
            Rows = [.. Kinds(story, chunks).Where(kind => kind.Count > 0).Select(kind => new TableCell[] { kind.Kind, kind.Count })],
            Remark = "Partials, finals and warnings in the measured phases; errors over the whole run.",
        });
    }

    private static IEnumerable<(string Kind, long Count)> Kinds(RunStory story, Totals chunks) =>
    [
        ("partial with words", story.Metric(Partials)), ("partial in silence", story.Metric(SilentPartials)), ("final", story.Metric(Finals)), ("final without text", story.Metric(FinalsWithoutText)),
        ("warning", story.Metric(Warnings)), ("error", story.Metric(SpeechCounts.Errors)), .. chunks.Errors.Select(error => ($"chunks ended by {error.Key}", error.Value)),
    ];

    private static long Failed(Totals chunks) => chunks.Errors.Where(error => error.Key.StartsWith("recogniser-", StringComparison.Ordinal) || error.Key.StartsWith("invalid-", StringComparison.Ordinal)
        || error.Key is "unknown-type" or "session-closing" or "slow-client" or "audio-too-large" or "error-other" or "late").Sum(error => error.Value);

    private static long Cut(RunFacts facts) => facts.Run.Accounting.Indefinite;
}
