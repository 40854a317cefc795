namespace Millrace.Engine.Metering;

/// <summary>What one shard recorded between two flips.</summary>
/// <param name="At">When it was handed over, in ticks.</param>
/// <param name="Recorders">By phase, then by operation; null where nothing happened.</param>
/// <param name="Metrics">The system's own counts in measured phases.</param>
/// <param name="Disconnects">Connections lost, by kind.</param>
/// <param name="ReceivedMessages">Whole messages that came in, counted before they were judged.</param>
/// <param name="InFlight">Messages in flight at the flip, attempts to connect left out.</param>
/// <param name="Lost">Messages given up as lost since the last flip; their number is bounded by what was in flight.</param>
internal sealed record Flip(
    long At,
    Recorder?[] Recorders,
    Dictionary<string, long> Metrics,
    Dictionary<string, long> Disconnects,
    long ReceivedMessages,
    long InFlight,
    IReadOnlyList<LostMessage> Lost);
