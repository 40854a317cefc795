namespace Millrace.Gateway.Host.Routing;

/// <summary>What a backend understands beyond the plain protocol.</summary>
/// <param name="SaidHello">It speaks the extended protocol: extra fields and actions may be sent to it.</param>
/// <param name="Acknowledges">Its events carry <c>seq</c>, it acknowledges them, and what it has not acknowledged is delivered to another when it dies.</param>
/// <param name="Binary">Binary messages reach it as base64 with <c>"binary":true</c> instead of as text.</param>
internal sealed record BackendAgreement(bool SaidHello, bool Acknowledges, bool Binary)
{
    /// <summary>A backend that has said nothing of itself.</summary>
    public static BackendAgreement Plain { get; } = new(false, false, false);
}
