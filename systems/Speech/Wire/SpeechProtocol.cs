namespace Millrace.Speech.Wire;

/// <summary>What both ends of the protocol agree on; its tables stand in PROTOCOL.md.</summary>
public static class SpeechProtocol
{
    /// <summary>The path of the streaming WebSocket.</summary>
    public const string StreamPath = "/v1/transcribe/stream";

    /// <summary>Bytes of one sample: signed, 16 bits, little-endian, one channel.</summary>
    public const int BytesPerSample = 2;
}
