namespace Millrace.Speech.Host.Rest.Audio;

/// <summary>What the sender of a body says it is.</summary>
internal enum AudioKind
{
    /// <summary>It does not say: a WAV file where it begins like one, else raw PCM.</summary>
    Unknown,

    /// <summary>A WAV file.</summary>
    Wav,

    /// <summary>Raw PCM.</summary>
    Pcm,
}
