namespace Millrace.Engine;

/// <summary>A setting that only one system has.</summary>
/// <param name="Name">The word for <c>--set name=value</c>.</param>
/// <param name="Description">One line with unit and range.</param>
/// <param name="Default">The value where nobody says, in its textual form.</param>
public sealed record ParameterInfo(string Name, string Description, string Default);
