namespace Millrace.Speech.Load.Stories;

/// <summary>What a session weighs: by the difference of two runs that differ in nothing but how many they hold, so that what is the same in both falls out.</summary>
internal sealed record SessionWeight(string Kind, RunFacts Few, RunFacts Many)
{
    /// <summary>Bytes of resident memory for each session that the one run held more than the other.</summary>
    public double Bytes => (Many.MemorySteady!.Value - Few.MemorySteady!.Value) / (Many.HeldSessions!.Value - Few.HeldSessions!.Value);

    /// <summary>One for each kind of session of which two numbers were held that lie far enough apart.</summary>
    public static IReadOnlyList<SessionWeight> Of(IEnumerable<RunFacts> runs) =>
    [
        .. runs.Where(run => run.HeldSessions > 0 && run.MemorySteady is not null && run.Workers == 1 && run.TracksSessions).GroupBy(KindOf)
            .Select(kind => new SessionWeight(kind.Key, kind.MinBy(run => run.HeldSessions)!, kind.MaxBy(run => run.HeldSessions)!))
            .Where(pair => pair.Many.HeldSessions - pair.Few.HeldSessions >= RunFacts.EnoughSessions),
    ];

    private static string KindOf(RunFacts run) => run.Run.Mode == SpeechModes.Idle ? "silent"
        : run.Option(SpeechParameters.Talking) is { } share and not "100" ? $"{share} % talking" : $"talking, {run.Option(SpeechParameters.Encoding)}";
}
