namespace Millrace.Engine.Running;

/// <summary>An event of a run, as a sentence.</summary>
/// <param name="At">When, from the start of the run.</param>
/// <param name="Text">What.</param>
/// <param name="IsProblem">True where something is wrong.</param>
public sealed record LabNote(TimeSpan At, string Text, bool IsProblem = false);
