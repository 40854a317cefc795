namespace Millrace.Speech.Host.Workers;

/// <summary>A live session as <c>GET /v1/sessions</c> shows it.</summary>
/// <param name="SessionId">As <c>session_start</c> named it.</param>
/// <param name="State">created, active or closing.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="LastActivityAt">When its last audio came.</param>
/// <param name="AudioDurationMs">Milliseconds of audio taken.</param>
internal readonly record struct SessionRow(Guid SessionId, string State, DateTimeOffset CreatedAt, DateTimeOffset LastActivityAt, double AudioDurationMs);

/// <summary>Live sessions.</summary>
/// <param name="Rows">One each.</param>
/// <param name="WorkersSilent">Workers that did not answer in time, whose sessions are missing.</param>
internal sealed record SessionRows(IReadOnlyList<SessionRow> Rows, int WorkersSilent);
