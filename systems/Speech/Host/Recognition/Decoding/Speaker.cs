namespace Millrace.Speech.Host.Recognition.Decoding;

/// <summary>What a decoder has learnt of one session's voice and microphone; it goes with the session from decoder to decoder, and never to another session.</summary>
internal sealed class Speaker
{
    /// <summary>The mean of the session's cepstra; null as long as nothing was heard.</summary>
    public float[]? Mean { get; set; }

    /// <summary>On how many frames the mean stands.</summary>
    public int Frames { get; set; }
}
