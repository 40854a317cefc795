namespace Millrace.Speech.Host.Workers;

/// <summary>What <c>GET /v1/health</c> counts.</summary>
/// <param name="ActiveSessions">Sessions that live.</param>
/// <param name="Workers">Workers behind the port, the silent ones too.</param>
/// <param name="WorkersSilent">Those that did not answer in time; their sessions are not counted.</param>
internal readonly record struct SessionCensus(int ActiveSessions, int Workers, int WorkersSilent);
