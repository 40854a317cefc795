namespace Millrace.Speech.Load.Clients;

/// <summary>What a user does.</summary>
internal enum UserKind
{
    /// <summary>Streams, transcribes over HTTP and asks for health, seven to three to one.</summary>
    Transcription,

    /// <summary>Streams.</summary>
    WebSocketOnly,

    /// <summary>Transcribes over HTTP.</summary>
    RestOnly,

    /// <summary>Asks for health.</summary>
    Health,
}
