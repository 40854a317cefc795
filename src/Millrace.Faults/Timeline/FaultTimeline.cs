namespace Millrace.Faults;

/// <summary>
/// The faults of a run in order of time. Text form: <c>name(arguments)@start..end</c>, several separated by <c>;</c>. What is printed
/// parses to the same timeline.
/// </summary>
public sealed class FaultTimeline
{
    private FaultTimeline(IReadOnlyList<FaultEvent> events) => Events = events;

    /// <summary>A run without faults.</summary>
    public static FaultTimeline Empty { get; } = new([]);

    /// <summary>The faults by start time.</summary>
    public IReadOnlyList<FaultEvent> Events { get; }

    /// <summary>When the last fault is over; a run must last longer to show the recovery.</summary>
    public TimeSpan LastChange => Events.Count == 0 ? TimeSpan.Zero : Events.Max(e => e.LiftAt ?? e.Start);

    /// <summary>Reads one text. Throws <see cref="FaultSyntaxException"/>, which names the position.</summary>
    public static FaultTimeline Parse(string text, FaultCatalog? catalog = null) => Parse([text], catalog);

    /// <summary>Reads several texts (a repeated option) as one timeline. Throws <see cref="FaultSyntaxException"/>.</summary>
    public static FaultTimeline Parse(IEnumerable<string> texts, FaultCatalog? catalog = null)
    {
        var events = new List<FaultEvent>();
        foreach (string text in texts) { FaultTimelineReader.Read(text, catalog ?? FaultCatalog.All, events); }
        return new FaultTimeline([.. events.OrderBy(e => e.Start)]);
    }

    /// <summary>What is wrong with the processes that these faults are aimed at, where a target will have these companions; empty where nothing is.</summary>
    public IReadOnlyList<string> CheckProcesses(IReadOnlyCollection<string> companions) =>
    [
        .. Events.Where(e => e.Process is { } name && name != ProcessFaults.Target && !companions.Contains(name))
            .Select(e => $"{e}: {ProcessFaults.Unknown(e.Process!, companions)}"),
    ];

    /// <summary>What keeps these faults from working on this target, all of it at once; empty where nothing does.</summary>
    public IReadOnlyList<string> Check(IFaultTarget target) =>
        [.. Events.Select(e => e.Fault.Check(e.Arguments, target) is { } problem ? $"{e}: {problem}" : null).OfType<string>()];

    /// <summary>The timeline as text.</summary>
    public override string ToString() => string.Join("; ", Events);
}
