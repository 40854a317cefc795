namespace Millrace.Speech.Host.Rest;

/// <summary>What <c>GET /v1/sessions/metrics</c> says.</summary>
/// <param name="Active">Sessions that are created or active.</param>
/// <param name="SinceStart">All sessions since the start, those that are open included.</param>
/// <param name="Live">Those that are open alone.</param>
internal sealed record SessionTotals(int Active, SessionSums SinceStart, SessionSums Live);
