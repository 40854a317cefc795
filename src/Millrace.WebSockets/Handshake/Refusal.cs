namespace Millrace.WebSockets.Handshake;

/// <summary>Why a request head is not accepted: HTTP status, words for a person, and a field the status asks for.</summary>
internal sealed record Refusal(int Status, string Reason, string? Field = null, string? FieldValue = null)
{
    public static Refusal Bad(string reason) => new(400, reason);
}
