namespace Millrace.Engine.Machine;

/// <summary>One finding about the machine: what was seen, why it matters, and the command that mends it, null where there is none.</summary>
public sealed record Diagnosis(string Name, DiagnosisStatus Status, string Observed, string WhyItMatters, string? Mend = null);
