using Millrace.Engine.Clients;
using Millrace.Results;

namespace Millrace.Engine.Faulting;

/// <summary>Turns what each client noticed of a fault into the times that people ask for. Pure.</summary>
internal static class FaultStory
{
    /// <summary>Adds detection, propagation and recovery to a fault's result.</summary>
    public static FaultResult Tell(FaultResult fault, IReadOnlyCollection<FaultNote> notes)
    {
        FaultNote[] noticed = [.. notes.Where(note => note.NoticedAt > 0)];
        // Only a client that was hurt can recover.
        FaultNote[] recovered = [.. noticed.Where(note => note.RecoveredAt > 0)];
        return fault with
        {
            DetectMs = noticed.Length == 0 ? null : noticed.Min(SinceInjection),
            PropagateMs = noticed.Length == 0 ? null : noticed.Max(SinceInjection),
            RecoverFirstMs = recovered.Length == 0 ? null : recovered.Min(SinceEnd),
            RecoverLastMs = recovered.Length == 0 || recovered.Length < noticed.Length ? null : recovered.Max(SinceEnd),
            Storm = StormStory.Tell(notes),
        };
    }

    /// <summary>
    /// How long an operation must wait before its client is said to have noticed: five times the 99th percentile of before, at least 50 ms and
    /// at most 250 ms, which is also taken where nothing was measured before; but never less than twice that percentile, or a slow target's ordinary
    /// answers would count as the fault.
    /// </summary>
    public static long ThresholdTicks(Histogram serviceBefore)
    {
        double p99 = serviceBefore.Percentile(99) / 1e6;
        return Ticks.FromSeconds(serviceBefore.Count == 0 ? 0.25 : Math.Max(Math.Clamp(5 * p99, 0.05, 0.25), 2 * p99));
    }

    private static double SinceInjection(FaultNote note) => Ticks.ToMilliseconds(note.NoticedAt - note.InjectedAt);

    private static double SinceEnd(FaultNote note) => Ticks.ToMilliseconds(note.RecoveredAt - note.EndedAt);
}
