using Millrace.Engine.Clients;
using Millrace.Results;

namespace Millrace.Engine.Faulting;

/// <summary>Turns what each client went through until it was connected again into what a connection storm is judged by. Pure.</summary>
internal static class StormStory
{
    /// <summary>How the clients came back that a fault had disconnected; null where it disconnected none.</summary>
    public static StormResult? Tell(IReadOnlyCollection<FaultNote> notes)
    {
        FaultNote[] down = [.. notes.Where(note => note.DownAt > 0)];
        if (down.Length == 0)
        {
            return null;
        }

        double[] back = [.. down.Where(note => note.BackAt > 0).Select(SinceEnd).Order()];
        var failures = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string kind, int count) in down.SelectMany(note => note.Failures?.Kinds ?? []))
        {
            failures[kind] = failures.GetValueOrDefault(kind) + count;
        }

        return new StormResult
        {
            Disconnected = down.Length,
            BackFirstMs = At(1),
            BackHalfMs = At((down.Length + 1) / 2),
            Back99Ms = At((int)Math.Ceiling(0.99 * down.Length)),
            BackLastMs = At(down.Length),
            NeverBack = down.Length - back.Length,
            AttemptsUnanswered = down.Sum(note => (long)(note.Failures?.Unanswered ?? 0)),
            AttemptsRefused = down.Sum(note => (long)(note.Failures?.Refused ?? 0)),
            RefusedTwice = down.Count(note => note.Failures is { Refused: >= 2 }),
            Failures = failures,
        };

        // The time at which this many were back; shares are of all that were disconnected, so that those who stay away count.
        double? At(int clients) => clients <= back.Length ? back[clients - 1] : null;
    }

    // A client may be back before the lab has read the ready line of the process that took it.
    private static double SinceEnd(FaultNote note) => Math.Max(0, Ticks.ToMilliseconds(note.BackAt - (note.EndedAt > 0 ? note.EndedAt : note.InjectedAt)));
}
