namespace Millrace.Engine;

/// <summary>That a system's clients do several things, or are of several kinds, in shares that somebody can choose.</summary>
/// <param name="Parameter">The setting that holds the weights, as <c>name=weight,name=weight</c>.</param>
/// <param name="Names">What can be given a weight.</param>
/// <param name="Mode">The mode that it means where nobody names one; null where every mode has it.</param>
public sealed record MixInfo(string Parameter, IReadOnlyList<string> Names, string? Mode = null);
