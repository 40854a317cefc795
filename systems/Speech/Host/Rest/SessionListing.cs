namespace Millrace.Speech.Host.Rest;

/// <summary>One session in the list.</summary>
/// <param name="SessionId">Its UUID.</param>
/// <param name="State"><c>created</c>, <c>active</c>, <c>closing</c> or <c>closed</c>.</param>
/// <param name="CreatedAt">When it began, UTC.</param>
/// <param name="LastActivityAt">When its last audio (or KeepAlive) came, UTC.</param>
/// <param name="AudioDurationMs">Milliseconds of audio that it took.</param>
internal sealed record SessionListing(string SessionId, string State, DateTimeOffset CreatedAt, DateTimeOffset LastActivityAt, double AudioDurationMs);
