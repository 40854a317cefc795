namespace Millrace.Results;

/// <summary>What could be read of a run's folder.</summary>
/// <param name="Run">The run, rebuilt where the lab was killed; null if its file cannot be read.</param>
/// <param name="Intervals">How many intervals can be read.</param>
/// <param name="Damage">One sentence, with path and line, for each thing that cannot.</param>
public sealed record RunRecovery(RunFile? Run, int Intervals, IReadOnlyList<string> Damage);
