namespace Millrace.Engine.Metering;

/// <summary>What one shard recorded between two flips.</summary>
/// <param name="At">When it was handed over, in ticks.</param>
/// <param name="Recorders">By phase, then by operation; null where nothing happened.</param>
/// <param name="Metrics">The system's own counts in measured phases.</param>
/// <param name="Disconnects">Connections lost, by kind.</param>
/// <param name="ReceivedMessages">Whole messages that came in, counted before they were judged.</param>
/// <param name="Unresolved">Operations in flight at the flip.</param>
/// <param name="Overdue">Operations that ever passed the timeout.</param>
internal sealed record Flip(
    long At,
    Recorder?[] Recorders,
    Dictionary<string, long> Metrics,
    Dictionary<string, long> Disconnects,
    long ReceivedMessages,
    long Unresolved,
    long Overdue);
