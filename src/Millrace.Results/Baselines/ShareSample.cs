namespace Millrace.Results;

/// <summary>Of how many operations or messages, how many went wrong.</summary>
/// <param name="Bad">Those that went wrong.</param>
/// <param name="Of">All of them.</param>
public sealed record ShareSample(long Bad, long Of);
