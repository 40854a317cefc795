using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>What thresholds can ask for besides the figures of operations: the storms that faults raised, and what clients counted.</summary>
/// <param name="Clients">How many clients the run was to have.</param>
/// <param name="Storms">Of every fault that disconnected somebody.</param>
/// <param name="Counts">What clients counted, by name; what is not there was never counted.</param>
internal sealed record RunTally(int Clients, IReadOnlyList<StormResult> Storms, IReadOnlyDictionary<string, long> Counts);
