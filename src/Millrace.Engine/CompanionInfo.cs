namespace Millrace.Engine;

/// <summary>A further process that a system's target may have, and that a user may replace by a program of their own.</summary>
/// <param name="Name">The name in <c>--companion-command NAME=command</c> and in faults (<c>process=NAME</c>).</param>
/// <param name="Description">One line: what the program has to do, and in which modes it is started.</param>
public sealed record CompanionInfo(string Name, string Description);
