namespace Millrace.Speech.Host.Recognition;

/// <summary>Why a piece got no words.</summary>
internal enum RecognitionError
{
    /// <summary>The recogniser failed on this piece; the next utterance may succeed.</summary>
    Failed,

    /// <summary>It took longer than allowed.</summary>
    TimedOut,

    /// <summary>It has all hands full, and the wait for one is over.</summary>
    Busy,
}
