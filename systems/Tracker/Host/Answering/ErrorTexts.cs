namespace Millrace.Tracker.Host.Answering;

/// <summary>What errors say to a client. Where other trackers have a customary text, it is that one, because programs look for it.</summary>
internal static class ErrorTexts
{
    /// <summary>Instead of <c>invalid connection ID</c> where that would make the answer longer than the request, at least 16 bytes less 8.</summary>
    public static ReadOnlySpan<byte> ShortConnectionId => "bad id"u8;

    public static ReadOnlySpan<byte> Of(Refusal refusal) => refusal switch
    {
        Refusal.ConnectionId => "invalid connection ID"u8,
        Refusal.PacketSize => "invalid packet size"u8,
        Refusal.UnknownAction => "unknown action"u8,
        Refusal.NotAuthorized => "torrent not authorized"u8,
        Refusal.PortZero => "port cannot be 0"u8,
        Refusal.NoHashes => "no info hashes provided"u8,
        Refusal.PasskeyMissing => "passkey missing"u8,
        Refusal.PasskeyUnknown => "passkey unknown"u8,
        Refusal.PrivateScrape => "no scrapes: this tracker is private"u8,
        _ => default,
    };
}
