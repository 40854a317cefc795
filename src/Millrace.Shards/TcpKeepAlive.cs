namespace Millrace.Shards;

/// <summary>How the system finds out that the peer of an idle connection is gone without a word, in whole seconds of 1 and more.</summary>
/// <param name="Idle">Silence before it asks.</param>
/// <param name="Interval">Time between questions that stay unanswered.</param>
/// <param name="Probes">That many unanswered ones fail the connection.</param>
public sealed record TcpKeepAlive(TimeSpan Idle, TimeSpan Interval, int Probes);
