namespace Millrace.Engine.Running;

/// <summary>A stretch of a run that is planned, from the start of the load.</summary>
/// <param name="Name">Its name in the report.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
/// <param name="IsMeasured">Whether its figures count.</param>
public sealed record PlannedPhase(string Name, TimeSpan Start, TimeSpan End, bool IsMeasured);
